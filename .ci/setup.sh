#!/bin/sh
# Sets a fresh machine up. Called by the Makefile; needs nothing but a POSIX shell.
#
#   sh .ci/setup.sh venv      makes .venv hold the locked packages and this checkout
#   sh .ci/setup.sh browser   prints the path of a Chromium that starts
#   sh .ci/setup.sh reader    prints the path of newsboat, the feed reader of the tests
#   sh .ci/setup.sh server    prints the path of an nginx that starts; has rsync, rclone and curl, too: what recipes deploy with
#   sh .ci/setup.sh checkers  makes tests/tools/node_modules hold what checks the built site
#   sh .ci/setup.sh lighthouse  the same for tests/tools/lighthouse
#
# PYTHON chooses the interpreter, CHROMIUM the browser, NEWSBOAT the reader, NGINX the server. A Debian package that is missing is
# installed when the user is root; else the command to run is printed and the script fails.
# A second run does nothing; a run after an interrupted or outdated set-up does what is left.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'set-up: %s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# Installs Debian packages, or says how to.
install_packages() {
    command -v apt-get >/dev/null || fail "missing: $*; install it, then run this again"
    [ "$(id -u)" = 0 ] || fail "missing: $*; run \`sudo apt-get install $*\`, then run this again"
    say "installing $* with apt-get"
    export DEBIAN_FRONTEND=noninteractive
    {
        dpkg --configure -a # heals an installation that was interrupted
        apt-get update -q || say "apt-get update failed; trying with the package lists at hand"
        apt-get install -q -y --no-install-recommends "$@"
    } >&2 || fail "apt-get could not install $*; see its message above, then run this again"
}

# Prints the interpreter behind $1 when it is 3.11 or newer; from inside a venv, the one it came from.
new_enough() {
    "$1" -c 'import sys; print(sys._base_executable); sys.exit(sys.version_info < (3, 11))' \
        2>/dev/null
}

# Debian and Ubuntu keep what makes a venv in a package of its own.
makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

choose_python() {
    if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3.13 python3.12 python3.11 python3; fi
    without_venv=
    for candidate in "$@"; do
        found=$(new_enough "$candidate") || continue
        if makes_venvs "$found"; then
            echo "$found"
            return
        fi
        without_venv=${without_venv:-$found}
    done
    [ -n "$without_venv" ] || fail "no Python 3.11 or newer (tried: $*); install one, or name one:" \
        "make PYTHON=/path/to/python3.11 ..."
    install_packages "$("$without_venv" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    makes_venvs "$without_venv" || fail "$without_venv cannot make virtual environments" \
        "(it lacks ensurepip); name another: make PYTHON=/path/to/python3.11 ..."
    echo "$without_venv"
}

# What .venv was made from; the path is in it because a venv cannot be moved.
locked_state() { printf '%s %s %s' "$PWD" "${PYTHON:-}" "$(cksum <requirements-dev.txt)"; }
project_state() { cat pyproject.toml hatch_build.py package.json package-lock.json .npmrc | cksum; }

stamped() { [ -f ".venv/$1" ] && [ "$(cat ".venv/$1")" = "$2" ]; }

starts() { .venv/bin/python -I -c "$1" 2>/dev/null; }

make_venv() {
    if command -v flock >/dev/null; then
        exec 9>.venv.lock # two runs at once take turns
        flock 9
    fi
    if ! stamped .locked "$(locked_state)" || ! starts 'import pip'; then
        python=$(choose_python)
        say "making .venv with $python (once; a few minutes on a slow network)"
        rm -f .venv/.locked .venv/.project
        "$python" -m venv --clear .venv
        .venv/bin/python -m pip install --disable-pip-version-check --quiet \
            --only-binary :all: --require-hashes -r requirements-dev.txt ||
            fail "pip could not install requirements-dev.txt; see its message above, then run this again"
        locked_state >.venv/.locked
    fi
    if ! stamped .project "$(project_state)" || ! starts 'import generator' ||
        ! [ -f node_modules/.package-lock.json ]; then
        rm -f .venv/.project
        .venv/bin/python -m pip install --disable-pip-version-check --quiet \
            --no-deps --no-build-isolation --editable . ||
            fail "pip could not install the checkout; see its message above, then run this again"
        project_state >.venv/.project
    fi
}

# Fetches what $1/package-lock.json lists, by its hashes, with the npm of .venv.
fetch_checkers() {
    state=$(cat "$1/package.json" "$1/package-lock.json" requirements-dev.txt | cksum)
    if [ "$(cat "$1/node_modules/.fetched" 2>/dev/null)" != "$state" ]; then
        say "fetching what $1/package-lock.json lists (once)"
        .venv/bin/python -c 'import pathlib, sys, hatch_build as build
try:
    build.run_npm_ci(pathlib.Path(sys.argv[1]).resolve(), omit_dev=False)
except build.NpmError as error:
    sys.exit(str(error))' "$1" || fail "npm could not fetch $1; see its message above, then run this again"
        echo "$state" >"$1/node_modules/.fetched"
    fi
}

# Prints the first browser that starts; Ubuntu's chromium-browser may be a mere hint to use snap.
find_browser() {
    if [ -n "${CHROMIUM:-}" ]; then
        set -- "$CHROMIUM"
    else
        set -- chromium chromium-browser google-chrome google-chrome-stable
    fi
    for candidate in "$@"; do
        if path=$(command -v "$candidate") && "$path" --version >/dev/null 2>&1; then
            echo "$path"
            return
        fi
    done
    return 1
}

choose_browser() {
    find_browser && return
    [ -z "${CHROMIUM:-}" ] || fail "CHROMIUM=$CHROMIUM does not start; name a Chromium or Chrome that does"
    if grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; then
        fail "missing: a browser for the tests. Ubuntu has Chromium as a snap only: run" \
            "\`snap install chromium\` (as root), or install Google Chrome's .deb, or set" \
            "CHROMIUM=/path/to/chromium, then run this again"
    fi
    install_packages chromium
    find_browser || fail "the chromium package is installed but \`chromium --version\` fails"
}

choose_reader() {
    command -v "${NEWSBOAT:-newsboat}" && return
    [ -z "${NEWSBOAT:-}" ] || fail "NEWSBOAT=$NEWSBOAT is no program; name a newsboat that starts"
    install_packages newsboat
    command -v newsboat || fail "the newsboat package is installed but there is no newsboat"
}

# Debian's nginx starts as a service where it is installed; unpacked, it serves the tests alone.
unpack_server() {
    command -v apt-get >/dev/null || fail "missing: nginx; install it, then run this again"
    say "unpacking nginx into .venv/server"
    mkdir -p .venv/server
    (
        cd .venv/server
        rm -f nginx_*.deb
        apt-get download -q nginx || { apt-get update -q && apt-get download -q nginx; }
        dpkg -x nginx_*.deb .
    ) >&2 || fail "apt-get could not fetch nginx; see its message above, then run this again"
}

choose_server() {
    for needed in rsync rclone curl; do
        command -v "$needed" >/dev/null || missing="${missing:-} $needed"
    done
    # shellcheck disable=SC2086  # several words
    [ -z "${missing:-}" ] || install_packages $missing
    command -v "${NGINX:-nginx}" && return
    [ -z "${NGINX:-}" ] || fail "NGINX=$NGINX is no program; name an nginx that starts"
    command -v /usr/sbin/nginx && return
    server=$PWD/.venv/server/usr/sbin/nginx
    "$server" -v 2>/dev/null || unpack_server
    "$server" -v 2>/dev/null || fail "nginx does not start: $("$server" -v 2>&1); install it, then run this again"
    echo "$server"
}

case "${1:-}" in
venv) make_venv ;;
browser) choose_browser ;;
reader) choose_reader ;;
server) choose_server ;;
checkers) fetch_checkers tests/tools ;;
lighthouse) fetch_checkers tests/tools/lighthouse ;;
*) fail "usage: sh .ci/setup.sh venv|browser|reader|server|checkers|lighthouse" ;;
esac
