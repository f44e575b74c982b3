#!/usr/bin/env bash
# A switch and a computer in network namespaces: hostapd (wired 802.1X) asks Jaruek, wpa_supplicant logs in by PEAP-MSCHAPv2 and EAP-TTLS; the VLAN of the account's group,
# accounting, then a disconnect by command.
# usage: wired.sh     as root (network namespaces); needs the Debian packages hostapd and wpasupplicant. A minute; leaves nothing behind.
. "$(dirname "$0")/lib.sh"
need hostapd wpa_supplicant wpa_cli ip openssl
space=jaruek-wired-$$
ip netns add "$space" 2>/dev/null || { say "$0: network namespaces are not allowed here"; exit 3; }
cleanup() {
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  ip link del "jw$$" 2>/dev/null || true
  ip netns del "$space" 2>/dev/null || true
}
trap 'status=$?; set +e; cleanup; (exit $status); finish' EXIT

ip link add "jw$$" type veth peer name pc0 netns "$space"
ip link set "jw$$" up
ip -n "$space" link set pc0 up

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=wired test" -addext "subjectAltName=DNS:radius.test" \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
coa_port=$(free_port)
radius_more="eap: { certificate: $work/cert.pem, key: $work/key.pem }"
client_more="coa-port: $coa_port"
daemon
jaruek group add teachers --vlan 17 >/dev/null
jaruek user add somchai --password "correct horse" --chap --group teachers >/dev/null

# switch MORE: hostapd with these settings more
switch() {
  cat >"$work/hostapd.conf" <<EOF
interface=jw$$
driver=wired
logger_stdout=-1
logger_stdout_level=2
ieee8021x=1
eapol_version=2
use_pae_group_addr=1
own_ip_addr=127.0.0.1
nas_identifier=wired-switch
auth_server_addr=127.0.0.1
auth_server_port=$(port radius.authentication)
auth_server_shared_secret=$secret
acct_server_addr=127.0.0.1
acct_server_port=$(port radius.accounting)
acct_server_shared_secret=$secret
radius_das_port=$coa_port
radius_das_client=127.0.0.1 $secret
radius_das_require_event_timestamp=1
radius_das_require_message_authenticator=1
radius_acct_interim_interval=60
$1
EOF
  hostapd -dd "$work/hostapd.conf" >"$work/hostapd.log" 2>&1 &
  switch=$!
  started+=("$switch")
}
switch ""

# login METHOD INNER
login() {
  cat >"$work/wpa.conf" <<EOF
ctrl_interface=$work/wpa
ap_scan=0
network={
  key_mgmt=IEEE8021X
  eap=$1
  identity="somchai"
  anonymous_identity="anonymous@office"
  password="correct horse"
  ca_cert="$work/cert.pem"
  phase2="$2"
  eapol_flags=0
}
EOF
  ip netns exec "$space" wpa_supplicant -D wired -i pc0 -c "$work/wpa.conf" >"$work/wpa-$1.log" 2>&1 &
  supplicant=$!
  started+=("$supplicant")
}

# await SECONDS WHAT COMMAND...: until the command succeeds
await() {
  local i seconds=$1 what=$2
  shift 2
  for ((i = 0; i < seconds * 5; i++)); do
    "$@" >/dev/null 2>&1 && { say "$what: yes"; return; }
    sleep 0.2
  done
  say "$what: NO"
  tail -n 25 "$work/hostapd.log" "$work"/wpa-*.log >&2
  exit 1
}
event() { jaruek --format json sessions --reason test --mac "02:00:00:00:17:0$computer" | grep -q "\"userName\":\"somchai\".*$1"; }

# vlan ID: hostapd's dump of the Access-Accept has the three attributes of RFC 3580, 3.31: VLAN, IEEE-802, ID
vlan() {
  grep -A1 "Attribute 64 (Tunnel-Type)" "$work/hostapd.log" | grep -q "Value: 0000000d$" &&
    grep -A1 "Attribute 65 (Tunnel-Medium-Type)" "$work/hostapd.log" | grep -q "Value: 00000006$" &&
    grep -A1 "Attribute 81 (Tunnel-Private-Group-Id)" "$work/hostapd.log" | grep -q "Value: $(printf %s "$1" | od -An -tx1 | tr -d ' ')$"
}
another_computer() {
  computer=$((computer + 1))
  ip -n "$space" link set pc0 address "02:00:00:00:17:0$computer"
}

computer=0
for method in "PEAP auth=MSCHAPV2" "TTLS auth=PAP"; do
  # shellcheck disable=SC2086 # two words
  set -- $method
  # another computer each time: hostapd forgets who was sent away 5 s later, with its Acct-Session-Id, and cuts off whoever came back before
  another_computer
  login "$1" "$2"
  await 30 "$1: authenticated" grep -q "CTRL-EVENT-EAP-SUCCESS" "$work/wpa-$1.log"
  await 5 "$1: the switch was told the group's VLAN" vlan 17
  await 10 "$1: accounting start" event '"state":"open"'
  said=$(jaruek --format json disconnect --user somchai)
  say "$1: disconnect: $said"
  grep -q '"result":"done"' <<<"$said" || exit 1
  await 20 "$1: the switch sent it away" grep -q "AP-STA-DISCONNECTED 02:00:00:00:17:0$computer" "$work/hostapd.log"
  await 10 "$1: accounting stop" event '"state":"closed"'
  stop "$supplicant"
done

# hostapd's own reading of it; a wired port it cannot put into a VLAN, so this login ends there
stop "$switch"
echo "* vlan#" >"$work/vlan"
switch "dynamic_vlan=1
vlan_file=$work/vlan"
another_computer
login PEAP auth=MSCHAPV2
await 30 "the switch would use VLAN 17" grep -q "for vlan=17$" "$work/hostapd.log"
stop "$supplicant"
echo "wired 802.1X: logins, VLAN, accounting and disconnects as they should be"
