# How does a kickstart fall into commands and sections? Writes, into the folder `out`:
#   commands           one line "at <line> <word>..." for each command, the words quoted for sh
#   sections/NNN.head  "section <line> <word>..." for the first line of each section
#   sections/NNN.body  the text of the section
# A command's line is split as a shell would split it, without expanding anything. Exits 1 with what is wrong.

function quoted(word) {
    gsub(/'/, "'\\''", word)
    return "'" word "'"
}

function broken(why) {
    print "line " NR ": " why
    bad = 1
    exit 1
}

function split_words(call, text,    i, char, word, inside, result, mode, next_char) {
    result = call " " NR
    mode = ""
    inside = 0
    word = ""
    for (i = 1; i <= length(text); i++) {
        char = substr(text, i, 1)
        next_char = substr(text, i + 1, 1)
        if (mode == "'") {
            if (char == "'") mode = ""; else word = word char
        } else if (mode == "\"") {
            if (char == "\"") mode = ""
            else if (char == "\\" && (next_char == "\"" || next_char == "\\")) { word = word next_char; i++ }
            else word = word char
        } else if (char == "'" || char == "\"") { mode = char; inside = 1 }
        else if (char == "\\") { word = word next_char; i++; inside = 1 }
        else if (char == "#") break
        else if (char ~ /[ \t]/) {
            if (inside) result = result " " quoted(word)
            word = ""
            inside = 0
        } else { word = word char; inside = 1 }
    }
    if (mode != "") broken("a quotation has no end")
    if (inside) result = result " " quoted(word)
    return result
}

{ sub(/\r$/, "") }

section != "" && /^%end[ \t]*$/ { close(body); section = ""; next }
section != "" { print > body; next }
/^%(packages|pre|pre-install|post|onerror|traceback|addon)([ \t]|$)/ {
    section = sprintf("%s/sections/%03d", out, ++sections)
    body = section ".body"
    started = NR
    print split_words("section", $0) > (section ".head")
    close(section ".head")
    printf "" > body
    next
}
/^[ \t]*(#|$)/ { next }
/^%/ { broken($0 " is not known here") }
{ print split_words("at", $0) > (out "/commands") }

END {
    if (!bad && section != "") { print "line " started ": the section has no %end"; exit 1 }
}
