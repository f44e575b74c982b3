#!/usr/bin/env bash
# What decoding a frame costs, by JMH: a NetFlow v9 datagram of 24 records, RFC 5424 and 3164, each vendor's lines of docs/vendors.md; time and bytes allocated.
# usage: decode-time.sh [NAME...]     some five minutes for all; needs Maven's build (JMH's classes are made there)
unset JARUEK_CLASSES
. "$(dirname "$0")/lib.sh"
[ -d "$root/benchmarks/target/lib" ] || mvn -B -q -f "$root/pom.xml" -Dmaven.test.skip=true -Dexec.skip package >&2
machine >&2
"$jdk" @"$root/config/jvm.options" -Xmx512m -Djaruek.home="$root" -cp "$JARUEK_CLASSES:$root/benchmarks/target/lib/*" jaruek.bench.jmh.DecoderTime "$@"
