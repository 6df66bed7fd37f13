#!/bin/bash
# verify.sh [VKEYS]: checks this evidence bundle with bash, coreutils, xxd and openssl, and nothing else.
# VKEYS is your own copy of the station's public keys; without it the keys in the bundle are used, which the maker of
# the bundle could have made too.
# Exit: 0 genuine by your key; 1 damage; 3 a tool or your file of keys is missing, or the bundle exceeds the limits;
# 4 consistent, but by the bundle's own key only.
set -u
export LC_ALL=C
unset CDPATH GLOBIGNORE
KIB=1024 GIB=$((1 << 30)) FILES=64 SIGNATURES=16 SECONDS_OF_CPU=600
fail() { printf 'FAIL  %s: %s\n' "$1" "$2"; exit 1; }
lack() { printf 'CANNOT  %s\n' "$1"; exit 3; }
good() { printf 'ok    %s\n' "$1"; }
shown() { printf '%q' "$1"; } # a name on one line, without characters that could forge output
sum() { sha256sum | cut -c1-64; }
bytes() { xxd -r -p; }
hexed() { base64 -d 2>/dev/null | xxd -p -c 99999; }

# within FILE BYTES: a regular file and no link to one, of at most so many bytes.
within() {
  [ ! -L "$1" ] && [ -f "$1" ] || fail files "$(shown "$1") is missing or no regular file"
  [ "$(stat -c %s -- "$1")" -le "$2" ] || lack "$(shown "$1") is not checked: it has more than $2 bytes"
}
most() { # most NAME: the bytes that a file of that name can have
  case $1 in
    data/*) echo "$GIB" ;;
    evidence/*) echo $((128 * KIB)) ;;
    *) echo $((1024 * KIB)) ;;
  esac
}

# 1. The files are those of the manifests, all of them and no others.
check_files() {
  local manifest digest name total=0
  for manifest in manifest-sha256.txt tagmanifest-sha256.txt; do
    [ -e "$manifest" ] || fail files "$manifest is missing"
    within "$manifest" $((64 * KIB))
    while read -r digest name || [ -n "$digest" ]; do
      [[ $digest =~ ^[0-9a-f]{64}$ ]] || fail files "$manifest has a line without a digest"
      [[ $name =~ ^((data|evidence|evidence/keys)/)?[0-9A-Za-z_][0-9A-Za-z._-]*$ ]] ||
        fail files "$(shown "$name") is no name of a file in a bundle"
      [ -z "${listed[$name]:-}" ] || fail files "$name is listed twice"
      listed[$name]=1
      [ "${#listed[@]}" -le "$FILES" ] || lack "the bundle is not checked: it lists more than $FILES files"
      within "$name" "$(most "$name")"
      total=$((total + $(stat -c %s -- "$name")))
      [ "$total" -le $((2 * GIB)) ] || lack "the bundle is not checked: its files have more than $((2 * GIB)) bytes"
      [ "$(sum <"$name")" = "$digest" ] || fail files "$name was altered"
    done <"$manifest"
  done
  shopt -s nullglob dotglob
  for name in * data/* evidence/* evidence/keys/*; do
    [[ $name == @(data|evidence|evidence/keys) ]] && [ -d "$name" ] && [ ! -L "$name" ] && continue
    [ "$name" = tagmanifest-sha256.txt ] || [ -n "${listed[$name]:-}" ] || fail files "$(shown "$name") is in no manifest"
  done
  for name in data/document.pdf data/metadata.json evidence/entry.json evidence/salt.hex evidence/checkpoint \
    evidence/record.tlog-proof evidence/genesis.json evidence/genesis.tlog-proof evidence/keys/log.vkeys; do
    [ -n "${listed[$name]:-}" ] || fail files "$name is in no manifest"
  done
  good "files: ${#listed[@]} as listed"
}

# 2. The document and its metadata are what the entry committed to.
check_commitment() {
  local entry commit made
  entry=$(<evidence/entry.json)
  [[ $entry =~ \"commit\":\"([0-9a-f]{64})\" ]] || fail entry "it commits to nothing"
  commit=${BASH_REMATCH[1]}
  [[ $entry =~ \"id\":\"([0-9A-Za-z._-]+)\",\"log\":\"([^\"[:space:][:cntrl:]]+)\" ]] || fail entry "it names no record"
  record=${BASH_REMATCH[1]} log=${BASH_REMATCH[2]}
  [[ $entry =~ \"seq\":(0|[1-9][0-9]{0,17}), ]] || fail entry "it has no number"
  seq=${BASH_REMATCH[1]}
  made=$({
    bytes <evidence/salt.hex
    openssl dgst -sha256 -binary data/document.pdf
    openssl dgst -sm3 -binary data/document.pdf
    openssl dgst -sha256 -binary data/metadata.json
  } | sum)
  [ "$made" = "$commit" ] || fail commitment "expected $commit, found $made"
  good "commitment: document and metadata are those of record $record"
}

# 3. The entry leads to the root of the checkpoint (RFC 9162, 2.1.3.2).
read_checkpoint() {
  mapfile -t note <evidence/checkpoint
  [ "${note[0]:-}" = "$log" ] || fail checkpoint "it is of another log"
  size=${note[1]:-}
  [[ $size =~ ^[1-9][0-9]{0,17}$ ]] || fail checkpoint "it has no size"
  root=$(hexed <<<"${note[2]:-}")
  [ ${#root} -eq 64 ] && [ -z "${note[3]-x}" ] || fail checkpoint "it has no root"
  [ ${#note[@]} -le $((4 + SIGNATURES)) ] || fail checkpoint "it has more than $SIGNATURES signatures"
}
leads() { # leads ENTRY PROOF NUMBER: the entry with that number is under the root
  local proof hash node=$3 last=$((size - 1)) line=2 sibling
  mapfile -t proof <"$2"
  [ "${proof[0]:-}" = "c2sp.org/tlog-proof@v1" ] || fail proof "$2 is not a tlog-proof"
  [ "${proof[1]:-}" = "index $3" ] || fail proof "$2 is of another entry"
  [ "$3" -lt "$size" ] || fail proof "the checkpoint does not cover the entry"
  hash=$({ printf '\0'; cat "$1"; } | sum)
  while [ -n "${proof[line]:-}" ]; do
    [ "$last" -gt 0 ] || fail proof "$2 is too long"
    sibling=$(hexed <<<"${proof[line]}")
    [ ${#sibling} -eq 64 ] || fail proof "line $((line + 1)) of $2 is not a hash"
    if [ $((node & 1)) -eq 1 ] || [ "$node" -eq "$last" ]; then
      hash=$(echo "01$sibling$hash" | bytes | sum)
      while [ $((node & 1)) -eq 0 ] && [ "$node" -ne 0 ]; do node=$((node >> 1)) last=$((last >> 1)); done
    else
      hash=$(echo "01$hash$sibling" | bytes | sum)
    fi
    node=$((node >> 1)) last=$((last >> 1)) line=$((line + 1))
  done
  [ "$last" -eq 0 ] || fail proof "$2 is too short"
  [ "$hash" = "$root" ] || fail proof "$1 does not lead to the root of the checkpoint"
  [ "$(tail -n +$((line + 2)) "$2" | sum)" = "$(sum <evidence/checkpoint)" ] || fail proof "$2 carries another checkpoint"
}

# 4. The checkpoint is signed by the log's Ed25519 key.
no_key() { # no_key TEXT: in your own file it is the file's fault, in the bundle it is damage
  [ -n "$own" ] && lack "your file of keys is not used: $1"
  fail key "$1"
}
read_key() {
  local vkey rest raw met=0
  key="" id=""
  while read -r vkey || [ -n "$vkey" ]; do
    vkey=${vkey#$'\xef\xbb\xbf'} vkey=${vkey#$'\xff\xfe'} vkey=${vkey#$'\xfe\xff'} vkey=${vkey%$'\r'}
    rest=${vkey#"$log"+}
    [ "$rest" != "$vkey" ] || continue
    met=$((met + 1))
    [ "$met" -le "$SIGNATURES" ] || no_key "it has more than $SIGNATURES keys of $log"
    raw=$(hexed <<<"${rest#*+}")
    [[ $raw == 01* ]] && [ ${#raw} -eq 66 ] || continue
    id=$({ printf '%s\n' "$log"; echo "$raw" | bytes; } | sum | cut -c1-8)
    [ "${rest%%+*}" = "$id" ] || no_key "the key's id is not that of the key"
    key=${raw:2}
  done <"${own:-evidence/keys/log.vkeys}"
  [ -n "$key" ] || no_key "there is no Ed25519 key of $log"
}
check_signature() {
  local line raw signed=""
  head -n 3 evidence/checkpoint >"$work/text"
  echo "302a300506032b6570032100$key" | bytes >"$work/key.der"
  for line in "${note[@]:4}"; do
    [ "${line% *}" = $'\xe2\x80\x94'" $log" ] || continue
    raw=$(hexed <<<"${line##* }")
    [ "${raw:0:8}" = "$id" ] || continue
    echo "${raw:8}" | bytes >"$work/signature"
    openssl pkeyutl -verify -pubin -inkey "$work/key.der" -keyform DER -rawin -in "$work/text" \
      -sigfile "$work/signature" >/dev/null 2>&1 || fail checkpoint "its Ed25519 signature is not valid"
    signed=yes
  done
  [ -n "$signed" ] || fail checkpoint "the key did not sign it"
  good "checkpoint: signed by $log (Ed25519)"
}

# 5. The log's first entry says what station this is; its certificate is the one that this entry names, and no other.
check_first_entry() {
  local first certificate ca=evidence/keys/ca.pem
  leads evidence/genesis.json evidence/genesis.tlog-proof 0
  first=$(<evidence/genesis.json)
  [[ $first =~ \"kind\":\"(training|production)\" ]] || fail "first entry" "it does not say what kind of station this is"
  [ "${BASH_REMATCH[1]}" = training ] && training=" (TRAINING station, without legal effect 演练，不具法律效力)"
  good "first entry: of a ${BASH_REMATCH[1]} station"
  [ -f "$ca" ] || return 0
  [[ $first =~ \"facts\":\{\"ca\":\"([0-9a-f]{64})\" ]] || fail certificate "the first entry names none"
  certificate=${BASH_REMATCH[1]}
  [ "$(openssl x509 -in "$ca" -outform DER 2>/dev/null | sum)" = "$certificate" ] ||
    fail certificate "it is not the one that the log's first entry names"
  [ "$(openssl x509 -in "$ca" 2>/dev/null | sum)" = "$(sum <"$ca")" ] || fail certificate "$ca holds more than one"
  good "certificate: the station's, as the log's first entry names it"
}

check_all() {
  local record log seq note size root key id training=""
  declare -A listed=()
  check_files
  check_commitment
  read_checkpoint
  leads evidence/entry.json evidence/record.tlog-proof "$seq"
  good "proof: entry $seq is under the root of the $size first entries"
  read_key
  check_signature
  check_first_entry
  echo "note  not checked here: the signatures inside document.pdf, and the checkpoint's ML-DSA-44 signature"
  echo "note  the texts of this bundle (README, bag-info.txt, this script) are vouched for by nobody's key"
  [ -n "$own" ] && { echo "GENUINE by your key: record $record is entry $seq of $log$training"; exit 0; }
  echo "CONSISTENT by the key in the bundle: record $record is entry $seq of $log$training"
  echo "      give your own copy of the station's key to be sure: bash verify.sh log.vkeys"
  exit 4
}

for tool in sha256sum base64 xxd openssl stat; do
  command -v "$tool" >/dev/null || lack "$tool is not installed"
done
for digest in sha256 sm3; do
  openssl dgst -"$digest" -binary </dev/null >/dev/null 2>&1 || lack "this openssl has no $digest"
done
own=""
if [ $# -gt 0 ]; then
  own=$(realpath -e -- "$1" 2>/dev/null) && [ -f "$own" ] && [ -r "$own" ] &&
    [ "$(stat -c %s -- "$own")" -le $((64 * KIB)) ] || lack "your file of keys, $1, cannot be read"
fi
cd -- "$(dirname -- "$0")" || exit 3
work=$(mktemp -d) || exit 3
trap 'rm -rf -- "$work"' EXIT
(
  ulimit -c 0 -t "$SECONDS_OF_CPU" -v $((GIB / KIB)) -f $((64 * KIB)) 2>/dev/null # limits where the system has them
  check_all
)
code=$?
case $code in 0 | 1 | 3 | 4) exit $code ;; esac
lack "the bundle is not checked: it exceeds the limits of time or memory"
