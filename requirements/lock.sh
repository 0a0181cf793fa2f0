#!/bin/sh
# Resolve the four locks from pyproject.toml: universal (one file for every platform and Python), hashed, without addresses.
# Versions already locked stay unless UPGRADE=1 is set or pyproject.toml asks for others.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/python" -m pip --disable-pip-version-check --quiet install uv

resolve() {
    target=$1
    shift
    "$scratch/venv/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
        ${UPGRADE:+--upgrade} "$@" pyproject.toml --output-file "requirements/$target"
    echo "requirements/$target"
}

# The widest first: the others are held to the same versions.
resolve dev.txt --group pyproject.toml:dev --extra register
resolve run.txt --constraint requirements/dev.txt
resolve register.txt --constraint requirements/dev.txt --extra register
resolve spark.txt --constraint requirements/dev.txt --extra spark
