# Which packages come on top of the base system? Those of %packages, as Debian packages from the repository of the tree.

check_packages() {
    options "--ignoremissing --excludedocs --exclude-weakdeps" "$@"
    while read -r entry; do
        case $entry in
            '' | '#'* | @core | [a-z0-9]*) ;;
            *) refuse "$entry: this installer knows @core and names of packages" ;;
        esac
    done <"$body"
}

install_packages() {
    apt=$sysroot/etc/apt/sources.list.d/install.list
    for source in "$repo/BaseOS/" $(cat "$work/repos" 2>/dev/null); do
        echo "deb [trusted=yes] $source ./"
    done >"$apt"
    for_each_section install packages
    rm "$apt"
}

install_section() {
    options "--ignoremissing --excludedocs --exclude-weakdeps" "$@"
    wanted=$(sed -n 's/^\([a-z0-9][^ #]*\).*/\1/p' "$body")
    if [ -z "$wanted" ]; then
        say "packages: @core"
        return
    fi
    must in_sysroot apt-get -q -o Acquire::Languages=none update
    if [ -n "$opt_ignoremissing" ]; then
        wanted=$(for name in $wanted; do in_sysroot apt-cache show -q "$name" >/dev/null 2>&1 && echo "$name"; done)
    fi
    must in_sysroot apt-get -q -y --no-install-recommends install $wanted
    say "packages: @core" $wanted
}
