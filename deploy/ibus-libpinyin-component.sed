# ibus-libpinyin keeps counts and words of what was typed in the user's cache, whatever its settings say: its engine is
# started with a cache where nothing can be written. deploy/prepare puts the component that this makes in place.
s#<exec>\(/usr/libexec/ibus-engine-libpinyin [^<]*\)</exec>#<exec>/usr/bin/env XDG_CACHE_HOME=/dev/null \1</exec>#
