/** On every page: its forms say in the page's language what they lack. */

import { speakOwnWords } from "../ui/form_words.js";

const words = document.getElementById("form-words");
if (words) speakOwnWords(document, JSON.parse(words.textContent ?? "{}"));
