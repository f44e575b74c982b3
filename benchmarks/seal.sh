#!/usr/bin/env bash
# Sealing alone: flows in memory become a segment on disk, read back, with Merkle root and filter. Rows a second, processor's time, bytes a row.
# usage: seal.sh [SEGMENTS=12] [ROWS=1000000]     some 20 s; leaves nothing behind
. "$(dirname "$0")/lib.sh"
segments=${1:-12} rows=${2:-1000000}

say "$(machine)"
eval "$("$jdk" @"$root/config/jvm.options" -Xmx1g -cp "$JARUEK_CLASSES" jaruek.bench.SealLoad "$work/store" "$segments" "$rows" 3600)"
echo
printf '%-44s %14s %14s\n' "sealing, $rows flows a segment, best of $segments" "jaruek" "goal"
printf '%-44s %14s %14s\n' "rows a second" "$seal_rows" "1000000"
printf '%-44s %14s %14s\n' "processor's time, s a million rows" "$seal_processor" "-"
printf '%-44s %14s %14s\n' "bytes a row, with tree and filter" "$seal_bytes" "20"
[ "$(calc %d "($seal_rows >= 1000000 && $seal_bytes <= 20)")" -eq 1 ]
