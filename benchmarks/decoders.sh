#!/usr/bin/env bash
# Not speed: our flow decoder beside tshark, nfdump and nfacctd, field by field, on the same datagrams: softflowd's, pmacctd's and nfreplay's of packets made
# here, sFlow made here, and the conformance corpus where it is (../shared/corpora, or CORPUS=folder of its cases). Ends with 1 if a difference has no rule.
# usage: decoders.sh [PATTERN]     two minutes; PATTERN: a regular expression on exporters and cases, such as softflowd or ^v9-
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
for tool in softflowd nfcapd nfdump nfreplay pmacctd nfacctd tshark; do
  command -v "$tool" >/dev/null || { say "$0: $tool is missing; install it (Debian: softflowd nfdump pmacct tshark)"; exit 3; }
done
corpus=${CORPUS:-$root/../shared/corpora/netflow}
[ -d "$corpus" ] || corpus=-
bench decoders.Decoders "$work" "$corpus" "${1:-.}"
