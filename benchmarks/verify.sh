#!/usr/bin/env bash
# How fast `verify --store` is, without rows (hashes of files) and with (every row's leaf anew), on a store of flows whose files are in the page cache.
# usage: verify.sh [FLOWS=8000000] [FOLDER]     FOLDER has a data directory already, or keeps the one that is made
. "$(dirname "$0")/lib.sh"
flows=${1:-8000000}
folder=${2:-$work/history}

say "$(machine)"
if [ ! -d "$folder/data/log" ]; then
  mkdir -p "$folder"
  bench=$("$jdk" @"$root/config/jvm.options" -Xmx1g -cp "$JARUEK_CLASSES" jaruek.bench.HistoryStore "$folder/data" "$flows" 1)
  say "$bench"
fi
cat "$folder"/data/segments/*/*/*/*/* >/dev/null
eval "$("$jdk" @"$root/config/jvm.options" -Xmx1g -cp "$JARUEK_CLASSES" jaruek.bench.VerifyTime "$folder/data" 5 2)"
echo
printf '%-52s %12s %12s %12s\n' "verify --store, $hash_count rows, $hash_megabytes MB" "by clock" "a core" "goal"
printf '%-52s %12s %12s %12s\n' "hashes of files, MB/s" "$hash_wall" "$hash_core" "300"
printf '%-52s %12s %12s %12s\n' "--rows: leaves and roots too, MB/s" "$rows_wall" "$rows_core" "-"
printf '%-52s %12s %12s %12s\n' "--rows: rows/s" "-" "$rows_rate" "-"
[ "$(calc %d "($hash_core >= 300)")" -eq 1 ]
