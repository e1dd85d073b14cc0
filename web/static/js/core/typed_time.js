/**
 * Parses typed dates and times of day, always in 24 hours, as the server does (`web/when.py`), so
 * that the page can show at once how they are understood.
 */

const TIME = /^(?:(\d{1,2}) ?(?:[:.,hg]|giờ) ?(\d{2})?|(\d{1,2})(\d{2}))$/;
const DAY = /^(?:(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})|(\d\d)(\d\d)(\d{4}))$/;

/**
 * Return a time of day as 19:30, or null if the text is none.
 * @param {string} text such as "19:30", "19h30", "19 giờ", "1930"
 */
export function timeOf(text) {
  const found = TIME.exec(text.trim().toLowerCase().normalize("NFC"));
  if (!found) return null;
  const [hour, minute] = [Number(found[1] ?? found[3]), Number(found[2] ?? found[4] ?? 0)];
  return hour < 24 && minute < 60 ? `${two(hour)}:${two(minute)}` : null;
}

/**
 * Return a day as 03/12/2026, or null if the text is none.
 * @param {string} text such as "3/12/2026", "3-12-26", "03122026"
 */
export function dayOf(text) {
  const found = DAY.exec(text.trim());
  if (!found) return null;
  const [day, month, year] = [found[1] ?? found[4], found[2] ?? found[5], found[3] ?? found[6]].map(Number);
  const whole = year < 100 ? 2000 + year : year;
  const made = new Date(Date.UTC(whole, month - 1, day));
  if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return null;
  return `${two(day)}/${two(month)}/${whole}`;
}

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");
