#!/usr/bin/env bash
# PAP logins a second, warm: FreeRADIUS with a minimal configuration and with Debian's, and Jaruek, which journals each.
# usage: pap.sh     about four minutes; leaves nothing behind. Run it as root: FreeRADIUS's own configuration is not for all to read.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/freeradius.sh"
need freeradius
users=${USERS:-1000} each=${EACH:-5} rounds=${ROUNDS:-3}

# debian FOLDER PORT: as shipped, but for the ports, the folders, the client's secret, the users, and no inner tunnel
debian() {
  cp -rL /etc/freeradius/3.0 "$1"
  rm -f "$1/sites-enabled/inner-tunnel"
  mkdir -p "$1/run"
  sed -i -e "s|^raddbdir = .*|raddbdir = $1|; s|^confdir = .*|confdir = $1|; s|^logdir = .*|logdir = $1/run|; s|^run_dir = .*|run_dir = $1/run|; s|^db_dir = .*|db_dir = $1/run|" \
    -e "s|^radacctdir = .*|radacctdir = $1/run|; s|^\([[:space:]]*\)user = freerad|\1user = $(id -un)|; s|^\([[:space:]]*\)group = freerad|\1group = $(id -gn)|" "$1/radiusd.conf"
  sed -i "s|^\([[:space:]]*\)secret = testing123|\1secret = $secret|; s|^\([[:space:]]*\)ipaddr = ::1|\1ipaddr = 192.0.2.66|" "$1/clients.conf"
  # the authentication port is the first; the accounting port and the IPv6 listeners take any
  awk -v port="$2" '/^[[:space:]]*port = 0/ { if (!seen++) sub(/port = 0/, "port = " port); else sub(/port = 0/, "port = " port + seen) } { print }' \
    "$1/sites-enabled/default" >"$1/default.new"
  rm "$1/sites-enabled/default"
  mv "$1/default.new" "$1/sites-enabled/default"
  freeradius_users "$1/users.new"
  rm -f "$1/users" "$1/mods-config/files/authorize"
  mv "$1/users.new" "$1/mods-config/files/authorize"
}

# measure NAME PORT: keeps the best of the rounds in best[NAME IN_FLIGHT]
declare -A best
measure() {
  local inflight rate accepted rejected lost seconds
  for inflight in 64 256; do
    eval "$(bench RadiusLoad "$2" "$secret" "$users" "$each" $inflight)"
    say "$1, $inflight in flight: $rate logins/s, rejected $rejected, without an answer $lost, load $(cut -d ' ' -f 1 /proc/loadavg)"
    [ "$accepted" -gt 0 ] && [ "$rejected" -eq 0 ] || { say "$1 answers wrongly"; exit 1; }
    [ "${best[$1 $inflight]:-0}" -ge "$rate" ] || best[$1 $inflight]=$rate
  done
}

say "$(machine)"
daemon
{
  echo "username,password"
  for ((i = 0; i < users; i++)); do echo "u$i,p$i"; done
} >"$work/users.csv"
say "importing $users users (an Argon2id hash each) ..."
jaruek user import "$work/users.csv" >/dev/null
start_peer minimal freeradius_pap && minimal_port=$peer_port
start_peer debian debian && debian_port=$peer_port
port=$(port radius.authentication)
say "first logins (an Argon2id hash each) ..."
warm=$SECONDS
while [ $((SECONDS - warm)) -lt 90 ]; do
  eval "$(bench RadiusLoad "$port" "$secret" "$users" 5 64)"
  [ "$lost" -gt 0 ] || [ "$rate" -lt 5000 ] || break
done
for ((round = 1; round <= rounds; round++)); do
  measure minimal "$minimal_port"
  measure debian "$debian_port"
  measure jaruek "$port"
done

eval "$(bench StoreReport "$work/admin.sock" "$work/data")"
say "jaruek kept $identities logins; journalled but not decoded at the end: $lag_frames, decoded $lag_seconds s later"

echo
printf '%-16s %20s %20s %10s %10s %10s\n' "PAP logins/s" "FreeRADIUS minimal" "FreeRADIUS Debian" "jaruek" "ratio min." "ratio Deb."
worst=1
for inflight in 64 256; do
  ours=${best[jaruek $inflight]} first=${best[minimal $inflight]} second=${best[debian $inflight]}
  printf '%-16s %20d %20d %10d %10s %10s\n' "$inflight in flight" "$first" "$second" "$ours" "$(calc %.2f "$ours / $first")" "$(calc %.2f "$ours / $second")"
  [ "$ours" -ge "$first" ] && [ "$ours" -ge "$second" ] || worst=0
done
[ $worst -eq 1 ]
