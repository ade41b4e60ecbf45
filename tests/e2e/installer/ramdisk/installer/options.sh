# Which options and which word has a command? As pykickstart reads them: --name=value, or --name for a switch.

# options SPEC WORD...: set opt_NAME for each option found, unset for the others, and $word to the word that is no
# option. SPEC names what is allowed: "--size= --grow". Refuses everything else.
options() {
    spec=" $1 "
    shift
    for name in $spec; do
        name_variable "${name%=}"
        unset "$variable"
    done
    unset word
    while [ $# -gt 0 ]; do
        case $1 in
            --*=*)
                allow "${1%%=*}="
                name_variable "${1%%=*}"
                export "$variable=${1#*=}"
                ;;
            --*)
                allow "$1"
                name_variable "$1"
                export "$variable=yes"
                ;;
            *)
                [ -z "${word+set}" ] || refuse "$1 is one word too many"
                word=$1
                ;;
        esac
        shift
    done
}

# name_variable OPTION: set $variable to the name of its variable. No process is started: under emulation each one costs.
name_variable() {
    variable=opt_${1#--}
    while case $variable in *-*) ;; *) false ;; esac do
        variable=${variable%%-*}_${variable#*-}
    done
}

allow() {
    case $spec in
        *" $1 "*) ;;
        *) refuse "the option ${1%=} is not known here" ;;
    esac
}
