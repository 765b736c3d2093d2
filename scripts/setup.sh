#!/usr/bin/env bash
# Sets this folder up for one of requirements/*.txt: `setup.sh run`. Also for the tests: `setup.sh browser`, a Chromium;
# `setup.sh servers`, the programs that the examples of docs/deploy are tried with; `setup.sh office`, LibreOffice's Calc;
# `setup.sh papers`, what draws PDFs and reads them.
# A fresh Debian needs git, python3 and make beforehand, no more; nothing is written outside the folder but Debian packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n▸ %s\n' "$1"; }

stop() {
  printf '\n%s\n' "$@" >&2
  exit 1
}

took() {
  local seconds=$SECONDS digits=(۰ ۱ ۲ ۳ ۴ ۵ ۶ ۷ ۸ ۹) digit
  for digit in "${!digits[@]}"; do seconds=${seconds//$digit/${digits[digit]}}; done
  printf '  %s ثانیه\n' "$seconds"
}

# Of a person's machine nobody takes sudo unasked; a machine of CI is there for it.
root=()
if [ "$(id -u)" != 0 ] && [ -n "${CI-}" ]; then root=(sudo -n); fi

can_install() { { [ "$(id -u)" = 0 ] || "${root[@]:-false}" true 2>/dev/null; } && command -v apt-get >/dev/null; }

debian() {
  local log
  log=$({ "${root[@]}" apt-get update -qq && "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@"; } 2>&1 </dev/null) ||
    stop "$log" "این بسته‌ها نصب نشدند: $*"
}

make_venv() {
  [ -x .venv/bin/pip ] && return
  command -v python3 >/dev/null || stop "پایتون پیدا نشد. آن را نصب کنید و دوباره بیایید:  apt install python3 python3-venv"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "پایتون ۳٫۱۱ یا تازه‌تر لازم است؛ این‌جا $(python3 --version) هست."
  rm -rf .venv
  python3 -m venv .venv >/dev/null 2>&1 && return
  if can_install; then
    say "نصب python3-venv"
    debian python3-venv
    rm -rf .venv
    python3 -m venv .venv && return
  fi
  rm -rf .venv
  stop "پایتون این رایانه ابزار ساختن محیط جدا (venv) را ندارد. یک بار این را با دسترسی مدیر اجرا کنید و دوباره بیایید:" \
    "  sudo apt install python3-venv"
}

install() {
  make_venv
  say "نصب کتابخانه‌ها (بار نخست یکی‌دو دقیقه)"
  # Wheels alone, each by its hash: nothing that was downloaded runs while it is being installed. The lock is whole, and
  # an older pip, left to look for dependencies, takes the newest `coverage[toml]` rather than the locked one.
  .venv/bin/pip install -qq --no-input --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
    -r "requirements/$1.txt" </dev/null ||
    stop "کتابخانه‌ها نصب نشدند. پیام بالا را ببینید؛ اگر خط اینترنت قطع بود، همین دستور را دوباره بزنید."
  if grep -q '^hatchling==' "requirements/$1.txt"; then
    .venv/bin/pip install -qq --no-input --disable-pip-version-check --no-deps --no-build-isolation --editable . </dev/null
  fi
  touch ".venv/.$1"
  took
}

browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null && return
  done
  if can_install; then
    say "نصب کرومیوم برای آزمون‌های مرورگر"
    debian chromium
    took
  else
    say "کرومیوم پیدا نشد و آزمون‌های مرورگر اجرا نمی‌شوند. برای نصبش:  sudo apt install chromium"
  fi
}

# Debian starts a server once it is installed; here it is wanted for tests alone, and port 80 is somebody else's.
quietly() {
  local policy=/usr/sbin/policy-rc.d
  if [ -e "$policy" ]; then
    "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
  "${root[@]}" chmod +x "$policy"
  trap '"${root[@]}" rm -f /usr/sbin/policy-rc.d' EXIT
  "$@"
}

servers() {
  local name missing=()
  for name in nginx caddy openssl; do
    command -v "$name" >/dev/null || [ -x "/usr/sbin/$name" ] || missing+=("$name")
  done
  command -v systemd-analyze >/dev/null || missing+=(systemd)
  [ "${#missing[@]}" = 0 ] && return
  if can_install; then
    say "نصب ${missing[*]} برای آزمون نمونه‌های docs/deploy"
    quietly debian "${missing[@]}"
    took
  else
    say "این‌ها پیدا نشدند و آزمون نمونه‌های docs/deploy کامل اجرا نمی‌شود. برای نصب:  sudo apt install ${missing[*]}"
  fi
}

office() {
  command -v soffice >/dev/null && /usr/bin/python3 -c "import uno" 2>/dev/null && return
  if can_install; then
    say "نصب LibreOffice برای آزمون برگ‌های امتیاز"
    debian libreoffice-calc python3-uno
    took
  else
    say "LibreOffice پیدا نشد و آزمون برگ‌ها در آن اجرا نمی‌شود. برای نصبش:  sudo apt install libreoffice-calc python3-uno"
  fi
}

papers() {
  local missing=()
  ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  [ "${#missing[@]}" = 0 ] && return
  if can_install; then
    say "نصب Pango و poppler برای آزمون برگه‌های PDF"
    debian "${missing[@]}"
    took
  else
    say "این‌ها پیدا نشدند و آزمون برگه‌های PDF اجرا نمی‌شود. برای نصب:  sudo apt install ${missing[*]}"
  fi
}

case ${1-} in
  browser) browser ;;
  office) office ;;
  servers) servers ;;
  papers) papers ;;
  run | dev | bench | fonts | lock) install "$1" ;;
  *) stop "setup.sh: run | dev | bench | fonts | lock | browser | servers | office | papers" ;;
esac
