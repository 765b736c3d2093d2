"""Persian text as people type it and as the site shows it: letters, digits, the Jalali calendar."""
