#!/bin/sh
# Runs a command through a spool, by plain file operations: docs/client.sh SPOOL COMMAND [ARGUMENT…]
# Source of every name: docs/spool-format.md. A supervisor must run.
set -eu
mask=$(umask) && umask 077
spool=$(cd -- "$1" && pwd -P && echo .) && spool=${spool%??} && shift
job=$(mktemp -d "$spool/tmp/client.XXXXXX")
env -0 > "$job/environment"
field() { printf '%s\0' "$@" >> "$job/job"; }
field job=1 "submitted_ms=$(date +%s)000" "directory=$PWD" "umask=$mask" \
    "environment_bytes=$(wc -c < "$job/environment")"
for word do field "argument=$word"; done
field end=job
sync "$job/job" "$job/environment" "$job"
while :; do # Of all that rename the next id at once the kernel lets one win.
    id=$(ls "$spool/ids" | grep -x '[1-9][0-9]*' | sort -n | tail -n 1)
    ! mv -T -- "$spool/ids/$id" "$spool/ids/$((id + 1))" 2> /dev/null || break
done
shard=$((id / 1000)) # An empty shard may be removed at any moment.
until mkdir -p -- "$spool/queued/$shard" && sync "$spool/ids" "$spool/queued" &&
    mv -T -- "$job" "$spool/queued/$shard/$id"; do sleep 0.1; done
sync "$spool/queued/$shard"
touch -- "$spool/wake"
while ! end=$(cd "$spool/finished" && ls -d -- */$shard/$id 2> /dev/null); do sleep 0.1; done
end=$spool/finished/$end
cat -- "$end"/output.*
cat -- "$end"/error.* >&2
sed -n 's/^exit_code=//p; s/^signal=/128+/p' "$end"/result.* | { read -r code || code=1; exit $(($code)); }
