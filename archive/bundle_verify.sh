#!/bin/bash
# verify.sh [VKEYS]: checks this evidence bundle with bash, coreutils, xxd and openssl, and nothing else.
# VKEYS is your own copy of the station's public keys; without it the keys in the bundle are used, which whoever
# made the bundle could have made too.
# Exit: 0 genuine by your key; 1 damage; 3 a tool or your file of keys is missing; 4 consistent, but by the bundle's own key only.
set -u
export LC_ALL=C
fail() { echo "FAIL  $1: $2"; exit 1; }
lack() { echo "CANNOT  $1"; exit 3; }
own=""
if [ $# -gt 0 ]; then
  own=$(realpath -e -- "$1" 2>/dev/null) && [ -f "$own" ] && [ -r "$own" ] || lack "your file of keys, $1, cannot be read"
fi
cd -- "$(dirname -- "$0")" || exit 3
work=$(mktemp -d) || exit 3
trap 'rm -rf -- "$work"' EXIT

good() { echo "ok    $1"; }
sum() { sha256sum | cut -c1-64; }
bytes() { xxd -r -p; }
hexed() { base64 -d 2>/dev/null | xxd -p -c 99999; }

for tool in sha256sum base64 xxd openssl; do
  command -v "$tool" >/dev/null || lack "$tool is not installed"
done
for digest in sha256 sm3; do
  openssl dgst -"$digest" -binary </dev/null >/dev/null 2>&1 || lack "this openssl has no $digest"
done

# 1. The files are those of the manifests, all of them and no others.
declare -A listed=()
for manifest in manifest-sha256.txt tagmanifest-sha256.txt; do
  [ -f "$manifest" ] || fail files "$manifest is missing"
  while read -r digest name; do
    listed[$name]=1
    [ -f "$name" ] || fail files "$name is missing"
    [ "$(sum <"$name")" = "$digest" ] || fail files "$name was altered"
  done <"$manifest"
done
shopt -s nullglob dotglob
for name in * data/* evidence/* evidence/keys/*; do
  [ -d "$name" ] && [[ $name != @(data|evidence|evidence/keys) ]] && fail files "$name is in no manifest"
  [ -f "$name" ] && [ "$name" != tagmanifest-sha256.txt ] && [ -z "${listed[$name]:-}" ] &&
    fail files "$name is in no manifest"
done
for name in data/document.pdf data/metadata.json evidence/entry.json evidence/salt.hex evidence/checkpoint \
  evidence/record.tlog-proof evidence/genesis.json evidence/genesis.tlog-proof evidence/keys/log.vkeys; do
  [ -n "${listed[$name]:-}" ] || fail files "$name is in no manifest"
done
good "files: ${#listed[@]} as listed"

# 2. The document and its metadata are what the entry committed to.
entry=$(<evidence/entry.json)
[[ $entry =~ \"commit\":\"([0-9a-f]{64})\" ]] || fail entry "it commits to nothing"
commit=${BASH_REMATCH[1]}
[[ $entry =~ \"id\":\"([0-9A-Za-z._-]+)\",\"log\":\"([^\"]+)\" ]] || fail entry "it names no record"
record=${BASH_REMATCH[1]} log=${BASH_REMATCH[2]}
[[ $entry =~ \"seq\":([0-9]+), ]] || fail entry "it has no number"
seq=${BASH_REMATCH[1]}
made=$({
  bytes <evidence/salt.hex
  openssl dgst -sha256 -binary data/document.pdf
  openssl dgst -sm3 -binary data/document.pdf
  openssl dgst -sha256 -binary data/metadata.json
} | sum)
[ "$made" = "$commit" ] || fail commitment "expected $commit, found $made"
good "commitment: document and metadata are those of record $record"

# 3. The entry leads to the root of the checkpoint (RFC 9162, 2.1.3.2).
mapfile -t note <evidence/checkpoint
[ "${note[0]:-}" = "$log" ] || fail checkpoint "it is of another log"
size=${note[1]:-}
[[ $size =~ ^[1-9][0-9]{0,17}$ ]] || fail checkpoint "it has no size"
root=$(hexed <<<"${note[2]:-}")
[ ${#root} -eq 64 ] && [ -z "${note[3]-x}" ] || fail checkpoint "it has no root"
leads() { # leads ENTRY PROOF NUMBER: the entry with that number is under the root
  local proof hash node=$3 last=$((size - 1)) line=2 beside
  mapfile -t proof <"$2"
  [ "${proof[0]:-}" = "c2sp.org/tlog-proof@v1" ] || fail proof "$2 is not a tlog-proof"
  [ "${proof[1]:-}" = "index $3" ] || fail proof "$2 is of another entry"
  [ "$3" -lt "$size" ] || fail proof "the checkpoint does not cover the entry"
  hash=$({ printf '\0'; cat "$1"; } | sum)
  while [ -n "${proof[line]:-}" ]; do
    beside=$(hexed <<<"${proof[line]}")
    [ ${#beside} -eq 64 ] || fail proof "line $((line + 1)) of $2 is not a hash"
    [ "$last" -gt 0 ] || fail proof "$2 is too long"
    if [ $((node & 1)) -eq 1 ] || [ "$node" -eq "$last" ]; then
      hash=$(echo "01$beside$hash" | bytes | sum)
      while [ $((node & 1)) -eq 0 ] && [ "$node" -ne 0 ]; do node=$((node >> 1)) last=$((last >> 1)); done
    else
      hash=$(echo "01$hash$beside" | bytes | sum)
    fi
    node=$((node >> 1)) last=$((last >> 1)) line=$((line + 1))
  done
  [ "$last" -eq 0 ] || fail proof "$2 is too short"
  [ "$hash" = "$root" ] || fail proof "$1 does not lead to the root of the checkpoint"
  [ "$(tail -n +$((line + 2)) "$2" | sum)" = "$(sum <evidence/checkpoint)" ] || fail proof "$2 carries another checkpoint"
}
leads evidence/entry.json evidence/record.tlog-proof "$seq"
good "proof: entry $seq is under the root of the $size first entries"

# 4. The checkpoint is signed by the log's Ed25519 key.
head -n 3 evidence/checkpoint >"$work/text"
key="" id=""
while read -r vkey || [ -n "$vkey" ]; do
  rest=${vkey#"$log"+}
  [ "$rest" != "$vkey" ] || continue
  raw=$(hexed <<<"${rest#*+}")
  [[ $raw == 01* ]] && [ ${#raw} -eq 66 ] || continue
  id=$({ printf '%s\n' "$log"; echo "$raw" | bytes; } | sum | cut -c1-8)
  [ "${rest%%+*}" = "$id" ] || fail key "the key's id is not that of the key"
  key=${raw:2}
done <"${own:-evidence/keys/log.vkeys}"
[ -n "$key" ] || fail key "there is no Ed25519 key of $log"
echo "302a300506032b6570032100$key" | bytes >"$work/key.der"
signed=""
for line in "${note[@]:4}"; do
  raw=$(hexed <<<"${line##* }")
  [ "${line% *}" = $'\xe2\x80\x94'" $log" ] && [ "${raw:0:8}" = "$id" ] || continue
  echo "${raw:8}" | bytes >"$work/signature"
  openssl pkeyutl -verify -pubin -inkey "$work/key.der" -keyform DER -rawin -in "$work/text" \
    -sigfile "$work/signature" >/dev/null 2>&1 || fail checkpoint "its Ed25519 signature is not valid"
  signed=yes
done
[ -n "$signed" ] || fail checkpoint "the key did not sign it"
good "checkpoint: signed by $log (Ed25519)"

# 5. The station's certificate is the one that the log's first entry names; one certificate, and nothing beside it.
ca=evidence/keys/ca.pem
if [ -f "$ca" ]; then
  leads evidence/genesis.json evidence/genesis.tlog-proof 0
  [[ $(<evidence/genesis.json) =~ \"facts\":\{\"ca\":\"([0-9a-f]{64})\" ]] || fail certificate "the first entry names none"
  [ "$(openssl x509 -in "$ca" -outform DER 2>/dev/null | sum)" = "${BASH_REMATCH[1]}" ] ||
    fail certificate "it is not the one that the log's first entry names"
  [ "$(openssl x509 -in "$ca" 2>/dev/null | sum)" = "$(sum <"$ca")" ] || fail certificate "$ca holds more than one"
  good "certificate: the station's, as the log's first entry names it"
fi
echo "note  not checked here: the signatures inside document.pdf, and the checkpoint's ML-DSA-44 signature"
echo "note  the texts of this bundle (README, bag-info.txt, this script) are vouched for by nobody's key"

[ -n "$own" ] && { echo "GENUINE by your key: record $record is entry $seq of $log"; exit 0; }
echo "CONSISTENT by the key in the bundle: record $record is entry $seq of $log"
echo "      give your own copy of the station's key to be sure: bash verify.sh log.vkeys"
exit 4
