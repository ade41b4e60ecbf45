"""The keyboard layouts, their variants, and the options of xkeyboard-config.

Made by `python -m tests.system_names`.
"""

from __future__ import annotations

_LAYOUTS = """
ad af af(fa-olpc) af(ps) af(ps-olpc) af(uz) af(uz-olpc) al al(plisi) al(veqilharxhi) am am(eastern)
am(eastern-alt) am(olpc-phonetic) am(phonetic) am(phonetic-alt) am(western) apl apl(apl2) apl(aplplusII)
apl(aplx) apl(dyalog) apl(sax) apl(unified) ara ara(azerty) ara(azerty_digits) ara(basic_ext)
ara(basic_ext_digits) ara(buckwalter) ara(digits) ara(ergoarabic) ara(mac) ara(olpc) ara(qwerty)
ara(qwerty_digits) ara(sun_type6) ara(uga) at at(mac) at(nodeadkeys) au az az(cyrillic) ba
ba(alternatequotes) ba(unicode) ba(unicodeus) ba(us) bd bd(probhat) be be(iso-alternate) be(nodeadkeys)
be(oss) be(oss_latin9) be(sun_type6) be(wang) bg bg(bas_phonetic) bg(bekl) bg(phonetic) br br(dvorak)
br(nativo) br(nativo-epo) br(nativo-us) br(nodeadkeys) br(sun_type6) br(thinkpad) brai brai(left_hand)
brai(left_hand_invert) brai(right_hand) brai(right_hand_invert) bt bw by by(intl) by(latin) by(legacy)
by(ru) ca ca(eng) ca(fr-dvorak) ca(fr-legacy) ca(ike) ca(kut) ca(multi) ca(multi-2gr) ca(multix) ca(shs)
ca(sun_type6) cd ch ch(de_mac) ch(de_nodeadkeys) ch(fr) ch(fr_mac) ch(fr_nodeadkeys) ch(legacy)
ch(sun_type6_de) ch(sun_type6_fr) cm cm(azerty) cm(dvorak) cm(french) cm(mmuock) cm(qwerty) cn
cn(altgr-pinyin) cn(mon_manchu_galik) cn(mon_todo_galik) cn(mon_trad) cn(mon_trad_galik) cn(mon_trad_manchu)
cn(mon_trad_todo) cn(mon_trad_xibe) cn(tib) cn(tib_asciinum) cn(ug) cz cz(bksl) cz(coder) cz(dvorak-ucw)
cz(prog) cz(prog_typo) cz(qwerty) cz(qwerty-mac) cz(qwerty_bksl) cz(rus) cz(sun_type6) cz(typo) cz(ucw) de
de(T3) de(adnw) de(bone) de(bone_eszett_home) de(deadacute) de(deadgraveacute) de(deadtilde) de(dsb)
de(dsb_qwertz) de(dvorak) de(e1) de(e2) de(hu) de(koy) de(lld) de(mac) de(mac_nodeadkeys) de(neo)
de(neo_qwerty) de(neo_qwertz) de(nodeadkeys) de(pl) de(qwerty) de(ro) de(ro_nodeadkeys) de(ru) de(ru-recom)
de(ru-translit) de(sun_type6) de(tr) de(us) dk dk(dvorak) dk(mac) dk(mac_nodeadkeys) dk(nodeadkeys)
dk(sun_type6) dk(winkeys) dz dz(ar) dz(azerty-deadkeys) dz(azerty-oss) dz(ber) dz(qwerty-gb-deadkeys)
dz(qwerty-us-deadkeys) ee ee(dvorak) ee(nodeadkeys) ee(sun_type6) ee(us) eg en(euro) epo epo(legacy) es
es(ast) es(cat) es(deadtilde) es(dvorak) es(mac) es(nodeadkeys) es(sun_type6) es(winkeys) et eu fa fi
fi(classic) fi(das) fi(fidvorak) fi(mac) fi(nodeadkeys) fi(smi) fi(sun_type6) fi(winkeys) fo fo(nodeadkeys)
fr fr(afnor) fr(azerty) fr(bepo) fr(bepo_afnor) fr(bepo_latin9) fr(bre) fr(dvorak) fr(geo) fr(latin9)
fr(latin9_nodeadkeys) fr(mac) fr(nodeadkeys) fr(oci) fr(oss) fr(oss_latin9) fr(oss_nodeadkeys) fr(sun_type6)
fr(us) fr(us-alt) fr(us-azerty) gb gb(colemak) gb(colemak_dh) gb(dvorak) gb(dvorakukp) gb(extd) gb(gla)
gb(intl) gb(mac) gb(mac_intl) gb(pl) gb(sun_type6) ge ge(ergonomic) ge(mess) ge(os) ge(ru) gh gh(akan)
gh(avn) gh(ewe) gh(fula) gh(ga) gh(generic) gh(gillbt) gh(hausa) gn gr gr(colemak) gr(extended)
gr(nodeadkeys) gr(polytonic) gr(simple) gr(sun_type6) hr hr(alternatequotes) hr(unicode) hr(unicodeus)
hr(us) hu hu(101_qwerty_comma_dead) hu(101_qwerty_comma_nodead) hu(101_qwerty_dot_dead)
hu(101_qwerty_dot_nodead) hu(101_qwertz_comma_dead) hu(101_qwertz_comma_nodead) hu(101_qwertz_dot_dead)
hu(101_qwertz_dot_nodead) hu(102_qwerty_comma_dead) hu(102_qwerty_comma_nodead) hu(102_qwerty_dot_dead)
hu(102_qwerty_dot_nodead) hu(102_qwertz_comma_dead) hu(102_qwertz_comma_nodead) hu(102_qwertz_dot_dead)
hu(102_qwertz_dot_nodead) hu(nodeadkeys) hu(oldhun) hu(oldhunlig) hu(qwerty) hu(standard) id id(phonetic)
id(phoneticx) ie ie(CloGaelach) ie(UnicodeExpert) ie(ogam) ie(ogam_is434) il il(biblical) il(biblicalSIL)
il(lyx) il(phonetic) in in(ben) in(ben_baishakhi) in(ben_bornona) in(ben_gitanjali) in(ben_inscript)
in(ben_probhat) in(bolnagri) in(deva) in(eeyek) in(eng) in(guj) in(guru) in(hin-kagapa) in(hin-wx) in(iipa)
in(jhelum) in(kan) in(kan-kagapa) in(mal) in(mal_enhanced) in(mal_lalitha) in(mar-kagapa) in(marathi)
in(modi-kagapa) in(olck) in(ori) in(ori-bolnagri) in(ori-wx) in(san-kagapa) in(san-misc) in(tam)
in(tam_tamilnet) in(tam_tamilnet_TAB) in(tam_tamilnet_TSCII) in(tam_tamilnet_with_tam_nums) in(tel)
in(tel-kagapa) in(tel-sarala) in(urd-navees) in(urd-phonetic) in(urd-phonetic3) in(urd-winkeys) iq iq(ku)
iq(ku_alt) iq(ku_ara) iq(ku_f) ir ir(ave) ir(ku) ir(ku_alt) ir(ku_ara) ir(ku_f) ir(pes_keypad) is is(dvorak)
is(mac) is(mac_legacy) it it(dvorak) it(fur) it(geo) it(ibm) it(intl) it(lld) it(mac) it(nodeadkeys) it(scn)
it(sun_type6) it(us) it(winkeys) jp jp(OADG109A) jp(dvorak) jp(kana) jp(kana86) jp(mac) jp(sun_type6)
jp(sun_type7) jp(sun_type7_suncompat) jv ke ke(kik) kg kg(phonetic) kh kr kr(kr104) kr(sun_type6) kz kz(ext)
kz(kazrus) kz(latin) kz(ruskaz) la la(stea) latam latam(colemak) latam(colemak-gaming) latam(deadtilde)
latam(dvorak) latam(nodeadkeys) lk lk(tam_TAB) lk(tam_unicode) lk(us) lt lt(ibm) lt(lekp) lt(lekpa)
lt(ratise) lt(sgs) lt(std) lt(sun_type6) lt(us) lt(us_dvorak) lv lv(adapted) lv(apostrophe)
lv(apostrophe-deadquotes) lv(apostrophecolemak) lv(colemak) lv(dvorak) lv(dvorakprogr) lv(ergonomic)
lv(fkey) lv(minuskeydvorak) lv(minuskeydvorakprogr) lv(modern) lv(sun_type6) lv(tilde) lv(ykeydvorak)
lv(ykeydvorakprogr) ma ma(french) ma(rif) ma(tifinagh) ma(tifinagh-alt) ma(tifinagh-alt-phonetic)
ma(tifinagh-extended) ma(tifinagh-extended-phonetic) ma(tifinagh-phonetic) mao md md(gag) me me(cyrillic)
me(cyrillicalternatequotes) me(cyrillicyz) me(latinalternatequotes) me(latinunicode) me(latinunicodeyz)
me(latinyz) mk mk(nodeadkeys) ml ml(fr-oss) ml(us-intl) ml(us-mac) mm mm(mnw) mm(mnw-a1) mm(shn) mm(zawgyi)
mm(zgt) mn mt mt(alt-gb) mt(alt-us) mt(us) mv my my(phonetic) ng ng(hausa) ng(igbo) ng(yoruba) nl nl(mac)
nl(std) nl(sun_type6) nl(us) no no(colemak) no(dvorak) no(mac) no(mac_nodeadkeys) no(nodeadkeys) no(smi)
no(smi_nodeadkeys) no(sun_type6) no(winkeys) np ph ph(capewell-dvorak) ph(capewell-dvorak-bay)
ph(capewell-qwerf2k6) ph(capewell-qwerf2k6-bay) ph(colemak) ph(colemak-bay) ph(dvorak) ph(dvorak-bay)
ph(qwerty-bay) pk pk(ara) pk(snd) pk(urd-crulp) pk(urd-navees) pk(urd-nla) pl pl(colemak) pl(colemak_dh)
pl(csb) pl(dvorak) pl(dvorak_altquotes) pl(dvorak_quotes) pl(dvp) pl(glagolica) pl(intl) pl(lefty)
pl(legacy) pl(qwertz) pl(ru_phonetic_dvorak) pl(sun_type6) pl(szl) pt pt(colemak) pt(mac) pt(mac_nodeadkeys)
pt(nativo) pt(nativo-epo) pt(nativo-us) pt(nodeadkeys) pt(sun_type6) ro ro(crh_dobruja) ro(ergonomic)
ro(std) ro(sun_type6) ro(winkeys) rs rs(alternatequotes) rs(combiningkeys) rs(latin)
rs(latinalternatequotes) rs(latinunicode) rs(latinunicodeyz) rs(latinyz) rs(rue) rs(yz) ru ru(bak) ru(chm)
ru(chu) ru(cv) ru(cv_latin) ru(dos) ru(gost-14289-88) ru(gost-6431-75-48) ru(kom) ru(legacy) ru(mac)
ru(os_legacy) ru(os_winkeys) ru(phonetic) ru(phonetic_YAZHERTY) ru(phonetic_azerty) ru(phonetic_dvorak)
ru(phonetic_fr) ru(phonetic_mac) ru(phonetic_winkeys) ru(prxn) ru(rulemak) ru(ruu) ru(sah) ru(srp)
ru(sun_type6) ru(tt) ru(typewriter) ru(typewriter-legacy) ru(udm) ru(unipunct) ru(xal) se se(dvorak)
se(dvorak_a5) se(mac) se(nodeadkeys) se(ovd) se(rus) se(rus_nodeadkeys) se(smi) se(sun_type6) se(svdvorak)
se(swl) se(us) se(us_dvorak) si si(alternatequotes) si(us) sk sk(acc) sk(bksl) sk(qwerty) sk(qwerty_bksl)
sk(sun_type6) sn sy sy(ku) sy(ku_alt) sy(ku_f) sy(syc) sy(syc_phonetic) syc tg th th(pat) th(tis) tj
tj(legacy) tm tm(alt) tr tr(alt) tr(crh) tr(f) tr(intl) tr(ku) tr(ku_alt) tr(ku_f) tr(ot) tr(otf) tr(otk)
tr(otkf) tr(sun_type6) tr(us) trans trans(qwerty) tw tw(indigenous) tw(saisiyat) tz ua ua(crh) ua(crh_alt)
ua(crh_f) ua(homophonic) ua(legacy) ua(macOS) ua(phonetic) ua(rstu) ua(rstu_ru) ua(sun_type6) ua(typewriter)
ua(winkeys) us us(3l) us(3l-cros) us(3l-emacs) us(alt-intl) us(alt-intl-unicode) us(altgr-intl)
us(altgr-weur) us(ats) us(carpalx) us(carpalx-altgr-intl) us(carpalx-full) us(carpalx-full-altgr-intl)
us(carpalx-full-intl) us(carpalx-intl) us(chr) us(colemak) us(colemak_dh) us(colemak_dh_iso) us(crd)
us(cz_sk_de) us(cz_sk_pl_de_es_fi_sv) us(de_se_fi) us(drix) us(dvorak) us(dvorak-alt-intl)
us(dvorak-classic) us(dvorak-intl) us(dvorak-l) us(dvorak-mac) us(dvorak-r) us(dvp) us(euro) us(haw) us(hbs)
us(ibm238l) us(intl) us(intl-unicode) us(mac) us(norman) us(olpc2) us(rus) us(scn) us(sun_type6)
us(symbolic) us(workman) us(workman-intl) uz uz(latin) vn vn(aderty) vn(fr) vn(qderty) vn(us) za
"""
LAYOUTS = frozenset(_LAYOUTS.split())

_OPTIONS = """
altwin:alt_super_win altwin:alt_win altwin:ctrl_alt_win altwin:ctrl_rwin altwin:ctrl_win altwin:hyper_win
altwin:left_meta_win altwin:menu altwin:menu_win altwin:meta_alt altwin:meta_win altwin:prtsc_rwin
altwin:swap_alt_win altwin:swap_lalt_lwin apple:alupckeys caps:backspace caps:capslock caps:ctrl_modifier
caps:escape caps:escape_shifted_capslock caps:hyper caps:internal caps:internal_nocancel caps:menu caps:none
caps:numlock caps:shift caps:shift_nocancel caps:shiftlock caps:super caps:swapescape compose:102
compose:102-altgr compose:caps compose:caps-altgr compose:lctrl compose:lctrl-altgr compose:lwin
compose:lwin-altgr compose:menu compose:menu-altgr compose:paus compose:prsc compose:ralt compose:rctrl
compose:rctrl-altgr compose:rwin compose:rwin-altgr compose:sclk ctrl:aa_ctrl ctrl:ac_ctrl ctrl:lctrl_meta
ctrl:menu_rctrl ctrl:nocaps ctrl:rctrl_ralt ctrl:swap_lalt_lctl ctrl:swap_lalt_lctl_lwin ctrl:swap_lwin_lctl
ctrl:swap_rwin_rctl ctrl:swapcaps ctrl:swapcaps_hyper esperanto:colemak esperanto:dvorak esperanto:qwerty
eurosign:2 eurosign:4 eurosign:5 eurosign:e grab:break_actions grab:debug grp:alt_caps_toggle
grp:alt_shift_toggle grp:alt_space_toggle grp:alts_toggle grp:caps_switch grp:caps_toggle
grp:ctrl_alt_toggle grp:ctrl_shift_toggle grp:ctrls_toggle grp:lalt_lshift_toggle grp:lalt_toggle
grp:lctrl_lshift_toggle grp:lctrl_lwin_rctrl_menu grp:lctrl_lwin_toggle grp:lctrl_rctrl_switch
grp:lctrl_toggle grp:lshift_toggle grp:lswitch grp:lwin_switch grp:lwin_toggle grp:menu_switch
grp:menu_toggle grp:rctrl_rshift_toggle grp:rctrl_switch grp:rctrl_toggle grp:rshift_toggle grp:rwin_switch
grp:rwin_toggle grp:sclk_toggle grp:shift_caps_switch grp:shift_caps_toggle grp:shifts_toggle grp:switch
grp:toggle grp:win_menu_switch grp:win_space_toggle grp:win_switch grp_led:caps grp_led:num grp_led:scroll
japan:hztg_escape japan:kana_lock japan:nicola_f_bs keypad:atm keypad:future keypad:future_wang keypad:hex
keypad:legacy keypad:legacy_wang keypad:oss keypad:oss_wang keypad:pointerkeys korean:ralt_hangul
korean:ralt_hanja korean:rctrl_hangul korean:rctrl_hanja kpdl:comma kpdl:commaoss kpdl:dot kpdl:dotoss
kpdl:dotoss_latin9 kpdl:kposs kpdl:momayyezoss kpdl:semi lv2:lsgt_switch lv3:alt_switch lv3:bksl_switch
lv3:bksl_switch_latch lv3:caps_switch lv3:caps_switch_latch lv3:enter_switch lv3:lalt_switch lv3:lsgt_switch
lv3:lsgt_switch_latch lv3:lwin_switch lv3:menu_switch lv3:ralt_alt lv3:ralt_switch lv3:ralt_switch_multikey
lv3:rwin_switch lv3:switch lv3:win_switch lv5:lsgt_switch lv5:lsgt_switch_lock lv5:lsgt_switch_lock_cancel
lv5:lwin_switch_lock lv5:lwin_switch_lock_cancel lv5:menu_switch lv5:ralt_switch lv5:ralt_switch_lock
lv5:ralt_switch_lock_cancel lv5:rwin_switch_lock lv5:rwin_switch_lock_cancel misc:apl misc:typo
mod_led:compose nbsp:level2 nbsp:level3 nbsp:level3n nbsp:level3s nbsp:level4 nbsp:level4n nbsp:level4nl
nbsp:none nbsp:zwnj2 nbsp:zwnj2nb3 nbsp:zwnj2nb3nnb4 nbsp:zwnj2nb3s nbsp:zwnj2nb3zwj4 nbsp:zwnj2zwj3
nbsp:zwnj2zwj3nb4 nbsp:zwnj3zwj4 numpad:mac numpad:microsoft numpad:pc numpad:shift3 rupeesign:4
shift:both_capslock shift:both_capslock_cancel shift:both_shiftlock shift:breaks_caps solaris:sun_compat
srvrkeys:none terminate:ctrl_alt_bksp
"""
OPTIONS = frozenset(_OPTIONS.split())
