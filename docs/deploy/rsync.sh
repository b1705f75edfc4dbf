#!/bin/sh
# Puts the built site on a machine that one reaches by ssh, or into a folder of this one:
#
#   sh rsync.sh USER@HOST:/srv/www/digest        sh rsync.sh /srv/www/digest
#
# Each run makes a folder in `releases`, whose files that did not change are those of the last one, and then lets the link
# `current` lead to it, in one step; a run that breaks off changes nothing that is served. The last three releases by name stay: to
# go back to one, let `current` lead to it. RELEASE gives another name than the moment.
set -eu
site=${SITE:-public}
to=${1:?say where: sh rsync.sh USER@HOST:/srv/www/digest, or a folder}
release=${RELEASE:-$(date -u +%Y%m%dT%H%M%SZ)}

case $to in
*:*) host=${to%%:*} folder=${to#*:} ;;
*) host='' folder=$to ;;
esac

# Runs a line of shell where the site goes.
there() {
    if [ -n "$host" ]; then ssh "$host" "$1"; else sh -c "$1"; fi
}

[ -f "$site/index.html" ] || { echo "$site/index.html: not there; expected a built site; run broadsheet build" >&2; exit 1; }
there "mkdir -p '$folder/releases' && ! [ -e '$folder/releases/$release' ]" ||
    { echo "$folder/releases/$release: cannot be made, or is there already; expected a new folder; look why, and run this again" >&2; exit 1; }
before=$(there "readlink '$folder/current' || true")
rsync --archive --checksum ${before:+--link-dest="../../$before/"} "$site/" "${host:+$host:}$folder/releases/$release/"
there "cd '$folder' && ln -s 'releases/$release' current.new && mv -T current.new current &&
    ls -d releases/* | sort | head -n -3 | xargs -r rm -r"
