#!/usr/bin/env bash
# Guess:    jalali-moment's isValid() is false for 30 Esfand of a year that is no leap year and for a thirteenth month, as that of
#           moment, on which it is made, is for 30 February.
# Instead:  it is true, in its strict mode too: what is over is carried on, «1404/12/30» is the first day of 1405, month 13 and day
#           35 likewise. Its sister moment-jalaali says false.
# Seen:     jalali-moment 3.3.11 and moment-jalaali 0.10.5 on moment 2.31.0, 2026-11-28.
# Means:    a form that trusts it takes a slip of the finger for another day; the server asks whether the day exists.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --silent --no-audit --no-fund --ignore-scripts \
    jalali-moment@3.3.11 moment-jalaali@0.10.5 moment@2.31.0
cd "$folder"
node - <<'JAVASCRIPT'
const jalali = require("jalali-moment"), jalaali = require("moment-jalaali"), moment = require("moment");
const form = "jYYYY/jMM/jDD";
const look = (day) => {
  const [lenient, strict] = [jalali(day, form), jalali(day, form, true)];
  return [day, lenient.isValid(), strict.isValid(), lenient.format(form), jalaali(day, form).isValid()];
};
const seen = [moment("2025-02-30", "YYYY-MM-DD").isValid(), ...["1403/12/30", "1404/12/30", "1404/13/01", "1404/12/35"].map(look)];
console.log(seen);
const expected = [
  false,
  ["1403/12/30", true, true, "1403/12/30", true],
  ["1404/12/30", true, true, "1405/01/01", false],
  ["1404/13/01", true, true, "1405/01/02", false],
  ["1404/12/35", true, true, "1405/01/06", false],
];
process.exit(JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1);
JAVASCRIPT
