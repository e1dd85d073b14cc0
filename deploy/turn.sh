#!/bin/sh
# coturn with the certificate that Caddy has got, and with every later one.
# usage: turn.sh CADDY'S_DATA DOMAIN TURNSERVER'S_OPTION…
# Without a certificate there is TURN without TLS; when the first one comes this ends, to be started
# again. TURN_LOOKS_S: seconds between two looks.
set -u
data=$1 domain=$2
shift 2

# The newest certificate whose key is there too: Caddy writes one file after the other.
newest() {
  find "$data" -path "*/$domain/$domain.crt" -exec ls -t {} + 2>/dev/null |
    while read -r found; do
      [ -e "${found%.crt}.key" ] && echo "$found" && break
    done
}

# The pair, not the certificate alone: a look between the two files sees a pair that does not fit,
# which coturn refuses, and the next look has to see that it has changed.
checksum() {
  [ -n "$1" ] && cat "$1" "${1%.crt}.key" | cksum
}

cert=$(newest)
seen=$(checksum "$cert")
turnserver "$@" ${cert:+"--cert=$cert" "--pkey=${cert%.crt}.key"} &
server=$!
trap 'kill "$server"; wait "$server"; exit' TERM INT

while kill -0 "$server" 2>/dev/null; do
  sleep "${TURN_LOOKS_S:-60}" >/dev/null 2>&1 &
  wait $!
  now=$(newest)
  if [ -z "$cert" ] && [ -n "$now" ]; then
    kill "$server"
    wait "$server"
    exit
  fi
  present=$(checksum "$now")
  if [ "$present" != "$seen" ]; then
    seen=$present
    kill -USR2 "$server"
  fi
done
wait "$server"
