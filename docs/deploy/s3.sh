#!/bin/sh
# Puts the built site into an S3-like store with rclone (Amazon S3, Cloudflare R2, Backblaze B2, MinIO and others):
#
#   sh s3.sh REMOTE:BUCKET/PATH        REMOTE as `rclone config` has it
#
# What pages need comes before the pages, and nothing is removed before all that takes its place is there. Files that did not
# change are not sent.
set -eu
site=${SITE:-public}
to=${1:?say where: sh s3.sh REMOTE:BUCKET/PATH}

[ -f "$site/index.html" ] || { echo "$site/index.html: not there; expected a built site; run broadsheet build" >&2; exit 1; }

# Copies what filters choose with a lifetime in caches.
send() {
    lifetime=$1
    shift
    rclone copy --checksum --fast-list --no-update-modtime --header-upload "Cache-Control: $lifetime" "$@" "$site" "$to"
}

send 'public, max-age=31536000, immutable' --filter '+ /assets/**' --filter '+ /search/*/**' --filter '- **'
send 'public, max-age=60' --filter '- /assets/**' --filter '- /search/*/**' \
    --filter '- /service-worker.js' --filter '- /_headers' --filter '+ /.well-known/**' --filter '- /.*' --filter '- /.*/**' --filter '- **.html'
send 'public, max-age=60' --filter '- /index.html' --filter '+ **.html' --filter '- **'
send 'public, max-age=60' --filter '+ /index.html' --filter '- **'
send no-cache --filter '+ /service-worker.js' --filter '- **'
rclone sync --checksum --fast-list --no-update-modtime --delete-after --filter '- /_headers' --filter '+ /.well-known/**' --filter '- /.*' --filter '- /.*/**' "$site" "$to"
