"""The browser's core, run by Node.js's own test runner; and the texts that screens ask for."""
