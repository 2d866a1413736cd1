#!/bin/sh
# Prints the path of a Python that Stepwise can use: $PYTHON if set, else the first fitting one on PATH.
# One that can make virtual environments is preferred. A virtual environment's Python stands for the one it was made from.

describe='
import sys
if sys.version_info < (3, 11):
    sys.exit(1)
if len(sys.argv) > 1:
    import ensurepip, venv
print(getattr(sys, "_base_executable", sys.executable))
'

if [ -n "${PYTHON:-}" ]; then
    "$PYTHON" -c "$describe" 2>/dev/null && exit 0
    echo "PYTHON=$PYTHON is not a working Python 3.11 or newer; point PYTHON at one and run make again." >&2
    exit 2
fi

for wanted in "with ensurepip" ""; do
    for name in python3.13 python3.12 python3.11 python3 python3.14 python; do
        "$name" -c "$describe" ${wanted:+ensurepip} 2>/dev/null && exit 0
    done
done

found=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null)
if [ -n "$found" ]; then found_text="only Python $found"; else found_text="none"; fi
echo "Stepwise needs Python 3.11 or newer, and $found_text was found; install one (python.org, or your system's packages) and run make again." >&2
exit 2
