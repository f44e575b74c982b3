#!/usr/bin/env bash
# EAP logins a second with whole handshakes: FreeRADIUS with nothing but EAP, and Jaruek. The clients are eapol_test, each logging in again and again.
# usage: eap.sh [KEY=EC|2048]    about four minutes; leaves nothing behind. CLIENTS=8 AGAIN=20 WARM=6 ROUNDS=2 change the load.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/freeradius.sh"
need freeradius eapol_test openssl
kind=${1:-EC} clients=${CLIENTS:-8} again=${AGAIN:-20} rounds=${ROUNDS:-2} warm=${WARM:-6}

# certificate NAME SUBJECT EXTENSIONS: signed by the authority
certificate() {
  genkey "$1"
  openssl req -new -key "$work/$1.key" -subj "/CN=$2" -out "$work/$1.csr"
  openssl x509 -req -in "$work/$1.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -days 30 -out "$work/$1.pem" -extfile <(echo "$3") 2>/dev/null
}
genkey() {
  if [ "$kind" = EC ]; then openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$1.key" 2>/dev/null
  else openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$kind" -out "$work/$1.key" 2>/dev/null; fi
}
genkey ca
openssl req -x509 -new -key "$work/ca.key" -subj /CN=bench -days 30 -out "$work/ca.pem"
certificate server radius.bench.example "extendedKeyUsage=serverAuth"
certificate client u0 "extendedKeyUsage=clientAuth"

# network METHOD VERSION
network() {
  local phase1="tls_disable_tlsv1_3=1"
  [ "$2" = 1.2 ] || phase1="tls_disable_tlsv1_3=0"
  echo "fast_reauth=0"
  echo "network={"
  echo "  key_mgmt=IEEE8021X"
  echo "  identity=\"u0\""
  echo "  password=\"p0\""
  echo "  ca_cert=\"$work/ca.pem\""
  echo "  phase1=\"$phase1\""
  case $1 in
    tls) printf '  eap=TLS\n  client_cert="%s"\n  private_key="%s"\n' "$work/client.pem" "$work/client.key" ;;
    peap) printf '  eap=PEAP\n  phase2="auth=MSCHAPV2"\n' ;;
    ttls) printf '  eap=TTLS\n  phase2="auth=PAP"\n' ;;
  esac
  echo "}"
}

# measure SERVER PORT METHOD VERSION: keeps the best of the rounds in best[SERVER METHOD VERSION], and the least processor's time in cost[…]
declare -A best cost pid
measure() {
  local file=$work/$3-$4.conf key="$1 $3 $4" pids=() logs=() i begin end rate before spent ok=0
  network "$3" "$4" >"$file"
  before=$(ticks "${pid[$1]}")
  begin=$(date +%s%N)
  for ((i = 0; i < clients; i++)); do
    eapol_test -c "$file" -a 127.0.0.1 -p "$2" -s "$secret" -t 120 -r "$again" >"$work/eapol-$i.log" 2>&1 &
    pids+=($!)
    logs+=("$work/eapol-$i.log")
  done
  for i in "${pids[@]}"; do wait "$i" || true; done
  end=$(date +%s%N)
  spent=$(($(ticks "${pid[$1]}") - before))
  for i in "${logs[@]}"; do ok=$((ok + $(sed -n 's/^MPPE keys OK: \([0-9]*\)  mismatch: 0$/\1/p' "$i" | tail -n 1))); done
  [ "$ok" -eq $((clients * (again + 1))) ] || { say "$1 $3 $4: $ok logins with right keys of $((clients * (again + 1)))"; tail -n 5 "${logs[0]}" >&2; exit 1; }
  rate=$(calc %.1f "$ok / (($end - $begin) / 1e9)")
  spent=$(calc %.2f "$spent * 1000 / $(getconf CLK_TCK) / $ok")
  say "$1 $3 TLS $4: $rate logins/s, $spent ms of the processor each, load $(cut -d ' ' -f 1 /proc/loadavg)"
  best[$key]=$(calc %.1f "($rate > ${best[$key]:-0}) ? $rate : ${best[$key]:-0}")
  cost[$key]=$(calc %.2f "($spent < ${cost[$key]:-99999}) ? $spent : ${cost[$key]:-99999}")
}

say "$(machine), $kind keys, $clients clients"
radius_more="eap: { certificate: $work/server.pem, key: $work/server.key, client-ca: $work/ca.pem }"
daemon
pid[jaruek]=$daemon
echo p0 | jaruek user add u0 --chap --password-stdin >/dev/null
users=1 start_peer freeradius freeradius_eap "$work/server.pem" "$work/server.key" "$work/ca.pem"
pid[freeradius]=$peer
port=$(port radius.authentication)
say "warming up ..."
for ((round = 0; round < warm; round++)); do
  for method in tls peap ttls; do for version in 1.2 1.3; do measure jaruek "$port" $method $version; done; done
done
best=() cost=()
for ((round = 1; round <= rounds; round++)); do
  for method in tls peap ttls; do
    for version in 1.2 1.3; do
      measure freeradius "$peer_port" $method $version
      measure jaruek "$port" $method $version
    done
  done
done

echo
printf '%-8s %5s %12s %10s %7s %15s %12s\n' "logins/s" "TLS" "FreeRADIUS" "jaruek" "ratio" "FreeRADIUS, ms" "jaruek, ms"
reached=1
for method in tls peap ttls; do
  for version in 1.2 1.3; do
    ours=${best["jaruek $method $version"]} theirs=${best["freeradius $method $version"]}
    printf '%-8s %5s %12s %10s %7s %15s %12s\n' "$method" "$version" "$theirs" "$ours" "$(calc %.2f "$ours / $theirs")" \
      "${cost["freeradius $method $version"]}" "${cost["jaruek $method $version"]}"
    [ "$(calc %d "($ours >= $theirs)")" -eq 1 ] || reached=0
  done
done
[ $reached -eq 1 ]
