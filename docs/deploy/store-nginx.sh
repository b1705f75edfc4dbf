#!/bin/sh
# Lets nginx serve the version of a site that a store's current.json names: after each build, or every minute by cron.
#
#   sh store-nginx.sh https://bucket.s3.eu-west-1.amazonaws.com/site [/etc/nginx/digest-version.conf]
#
# RELOAD is the command that has nginx read its files again. Where the store does not answer, all stays as it is.
set -eu
from=${1:?say where: sh store-nginx.sh URL-OF-THE-SITE}
file=${2:-/etc/nginx/digest-version.conf}

version=$(curl --fail --silent --show-error --max-time 30 "$from/current.json" |
    sed -n 's/^ *"version": "\([0-9]*-[0-9a-f]*\)",*$/\1/p')
[ -n "$version" ] || { echo "$from/current.json: names no version; expected a site that broadsheet build put there" >&2; exit 1; }
line="set \$digest_version $version;"
[ "$line" != "$(cat "$file" 2>/dev/null)" ] || exit 0
printf '%s\n' "$line" >"$file.new"
mv "$file.new" "$file"
${RELOAD:-nginx -s reload}
