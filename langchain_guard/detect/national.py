"""National identifiers of persons and taxpayers, checked by `python-stdnum`.

A number that has a shape of its own (`390.533.447-05`) is found anywhere; one that is just digits only beside a word
that names it, in the country's languages and English.
"""

from __future__ import annotations

from dataclasses import replace

from langchain_guard.detect import checksums
from langchain_guard.findings import Severity
from langchain_guard.text.pattern import Pattern

_BETWEEN = r")[^\d\n]{0,20}?(?P<value>"  # between the words and the number of a row that has words


def _row(
    kind: str,
    shape: str,
    hit: str,
    miss: str,
    *,
    check: str = "",
    words: str = "",
    severity: Severity = "high",
    priority: int = 0,
) -> Pattern:
    """One identifier.

    Args:
        kind: Country code and name, e.g. `de_tax_id`.
        shape: RE2 expression of the number.
        hit: A valid number; most are the samples in the documentation of `python-stdnum`.
        miss: The same with a wrong check digit or letter.
        check: Module of `python-stdnum`, or empty when the shape is all there is.
        words: Words of which one must stand before the number, as an alternation, a plain one first; any case.
        severity: How bad it is to let it pass.
        priority: See `Pattern`.
    """
    word = words.partition("|")[0]
    return Pattern(
        f"pii.{kind}{'_labelled' if words else ''}",
        f"(?i:{words}{_BETWEEN}{shape})" if words else shape,
        kind=kind,
        severity=severity,
        score=0.9 if words else 0.85,
        validator=checksums.stdnum(check) if check else None,
        locales=(kind[:2],),
        priority=priority,
        hits=(f"{word}: {hit}" if words else hit,),
        near_misses=((f"{word}: {miss}", hit) if words else (miss,)),
    )


NATIONAL: tuple[Pattern, ...] = (
    _row("ar_cuit", r"(?:2[034567]|3[034])-\d{8}-\d", "20-05536168-2", "20-05536168-3", check="ar.cuit"),
    _row(
        "at_ssn",
        r"\d{4} ?\d{6}",
        "1237 010180",
        "2237 010180",
        check="at.vnr",
        words="sozialversicherung|sozialversicherungsnummer|svnr|sv-nr|versicherungsnummer",
    ),
    _row("au_tfn", r"\d{3}[ -]?\d{3}[ -]?\d{3}", "123 456 782", "999 999 999", check="au.tfn", words="tfn|tax file"),
    _row(
        "be_national_number",
        r"\d{2}[. ]?\d{2}[. ]?\d{2}[-. ]?\d{3}[-. ]?\d{2}",
        "85 07 30 033 28",
        "85 07 30 033 29",
        check="be.nn",
        words="rijksregisternummer|registre national|national register|niss|insz|numéro national",
    ),
    _row(
        "be_national_number", r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", "85.07.30-033.28", "85.07.30-033.29", check="be.nn"
    ),
    _row("bg_egn", r"\d{10}", "7523169263", "8019010008", check="bg.egn", words="егн|egn"),
    _row("br_cpf", r"\d{3}\.\d{3}\.\d{3}-\d{2}", "390.533.447-05", "231.002.999-00", check="br.cpf"),
    _row("br_cpf", r"\d{11}", "39053344705", "23100299900", check="br.cpf", words="cpf"),
    _row(
        "br_cnpj",
        r"\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}",
        "16.727.230/0001-97",
        "16.727.230/0001-98",
        check="br.cnpj",
        severity="low",
    ),
    _row(
        "ca_sin",
        r"\d{3}[ -]?\d{3}[ -]?\d{3}",
        "123-456-782",
        "999-999-999",
        check="ca.sin",
        words="sin|social insurance|nas|assurance sociale",
    ),
    _row("ch_ahv", r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}", "756.9217.0769.85", "756.9217.0769.84", check="ch.ssn"),
    _row("cl_rut", r"\d{1,2}\.\d{3}\.\d{3}-[0-9Kk]", "12.531.909-2", "12.531.909-3", check="cl.rut"),
    _row("cl_rut", r"\d{7,8}-[0-9Kk]", "12531909-2", "12531909-3", check="cl.rut", words="rut|run"),
    _row(
        "cn_resident_id",
        r"[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9Xx]",
        "360426199101010071",
        "360426199101010072",
        check="cn.ric",
    ),
    _row("co_nit", r"\d{3}\.\d{3}\.\d{3}-\d", "213.123.432-1", "213.123.432-2", check="co.nit", severity="low"),
    _row("cz_birth_number", r"\d{6}/\d{3,4}", "710319/2745", "590312/1234", check="cz.rc"),
    _row(
        "de_tax_id",
        r"\d{2} ?\d{3} ?\d{3} ?\d{3}",
        "36 574 261 809",
        "36 574 261 890",
        check="de.idnr",
        words=r"steuer-id|steuerid|steuerliche identifikation|identifikationsnummer|idnr\.?|tin|tax id",
    ),
    _row(
        "de_health_insurance",
        r"[A-Z]\d{9}",
        "A123456780",
        "123456780",
        words="krankenversichertennummer|krankenversicherung|versichertennummer|kvnr|health insurance",
    ),
    _row(
        "de_pension_insurance",
        r"\d{2}[ ]?\d{6}[ ]?[A-Z][ ]?\d{3}",
        "65 170839 J 003",
        "65 170839 3 003",
        words="rentenversicherung|rentenversicherungsnummer|rvnr|sozialversicherungsnummer",
    ),
    _row(
        "de_identity_card",
        r"[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8,9}",
        "L01X00T471",
        "BOIADEU111",
        words="personalausweis|personalausweisnummer|ausweisnummer|reisepass(?:nummer)?",
    ),
    _row("dk_cpr", r"\d{6}-?\d{4}", "211062-5629", "511062-5629", check="dk.cpr", words="cpr|personnummer"),
    _row("do_cedula", r"\d{3}-?\d{7}-?\d", "00113918205", "00113918204", check="do.cedula", words="cédula|cedula"),
    _row("ec_ci", r"\d{9}-?\d", "171430710-3", "171430710-4", check="ec.ci", words="cédula|cedula"),
    _row(
        "ee_personal_code", r"[1-8]\d{10}", "36805280109", "36805280108", check="ee.ik", words="isikukood|personal code"
    ),
    _row("es_dni", r"\d{8}[- ]?[A-HJ-NP-TV-Z]", "54362315-K", "54362315-Z", check="es.dni"),
    _row("es_nie", r"[XYZ][- ]?\d{7}[- ]?[A-HJ-NP-TV-Z]", "X-2482300W", "X-2482300A", check="es.nie"),
    _row("fi_hetu", r"\d{6}[-+ABCDEFYXWVU]\d{3}[0-9A-FHJ-NPR-Y]", "131052-308T", "131052-308U", check="fi.hetu"),
    _row(
        "fr_nir",
        r"[1-478] ?\d{2} ?(?:0[1-9]|[1-9]\d) ?\d[0-9AB] ?\d{3} ?\d{3}[ -]?\d{2}",
        "2 95 10 99 126 111 93",
        "2 95 10 99 126 111 99",
        check="fr.nir",
    ),
    _row(
        "fr_tax_number",
        r"[0-3]\d(?: ?\d){11}",
        "3023217600053",
        "3023217600054",
        check="fr.nif",
        words="numéro fiscal|numero fiscal|spi|nif",
    ),
    _row(
        "gb_nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", "943-476-5870", "943-476-5871", check="gb.nhs", words="nhs", priority=1
    ),
    _row("gb_utr", r"\d{5} ?\d{5}", "1955839661", "2955839661", check="gb.utr", words="utr|unique taxpayer"),
    _row(
        "gb_nino", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]", "AB 12 34 56 C", "DQ 12 34 56 C"
    ),
    _row("gr_amka", r"\d{11}", "01013099997", "01013099999", check="gr.amka", words="αμκα|amka"),
    _row("hr_oib", r"\d{11}", "33392005961", "33392005962", check="hr.oib", words="oib|osobni identifikacijski broj"),
    _row("id_nik", r"\d{16}", "3171011708450001", "9971011708450001", check="id.nik", words="nik|ktp|nomor induk"),
    _row("ie_pps", r"\d{7}[A-W][A-IW]?", "6433435F", "6433435E", check="ie.pps", words="pps|ppsn"),
    _row(
        "il_id", r"\d{7,8}-?\d", "3933742-3", "3933742-2", check="il.idnr", words="תעודת זהות|teudat zehut|israeli id"
    ),
    replace(
        _row("in_aadhaar", r"\d{4}(?:[ -]\d{4}){2,7}", "2341 2341 2346", "2341 2341 2347", check="in_.aadhaar"),
        validator=checksums.aadhaar,
        near_misses=("2341 2341 2347", "2022 2022 2024", "2341 2341 2346 1234"),
    ),
    _row(
        "in_aadhaar", r"[2-9]\d{11}", "234123412346", "234123412347", check="in_.aadhaar", words="aadhaar|aadhar|uidai"
    ),
    _row("in_pan", r"[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]", "ACUPA7085R", "ABMXA3211G", check="in_.pan"),
    _row("in_epic", r"[A-Z]{3}\d{7}", "WKH1186253", "WKH1186263", check="in_.epic", words="epic|voter"),
    _row("is_kennitala", r"\d{6}-\d{4}", "450401-3150", "320174-3399", check="is_.kennitala", words="kennitala|kt"),
    _row(
        "it_fiscal_code",
        r"(?i:[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z])",
        "RCCMNL83S18D969H",
        "RCCMNL83S18D969A",
        check="it.codicefiscale",
    ),
    _row(
        "jp_my_number",
        r"\d{4}[ -]?\d{4}[ -]?\d{4}",
        "6214 9832 0257",
        "6214 9832 0258",
        check="jp.in_",
        words="マイナンバー|個人番号|my ?number",
    ),
    _row("kr_rrn", r"\d{6}-[0-9]\d{6}", "971013-9019902", "971013-9019903", check="kr.rrn"),
    _row(
        "lt_personal_code",
        r"[1-6]\d{10}",
        "33309240064",
        "33309240164",
        check="lt.asmens",
        words="asmens kodas|personal code",
    ),
    _row(
        "lv_personal_code",
        r"\d{6}-\d{5}",
        "161175-19997",
        "161175-19999",
        check="lv.pvn",
        words="personas kods|personal code",
    ),
    _row(
        "mx_curp", r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d", "BOXW310820HNERXN09", "BOXW310820HNERXN08", check="mx.curp"
    ),
    _row(
        "mx_rfc", r"[A-ZÑ&]{4} ?\d{6} ?[0-9A-Z]{3}", "GODE 561231 GR8", "GODE 561331 GR8", check="mx.rfc", words="rfc"
    ),
    _row("my_nric", r"\d{6}-\d{2}-\d{4}", "770305-02-1234", "771305-02-1234", check="my.nric"),
    _row(
        "nl_bsn",
        r"\d{4}\.?\d{2}\.?\d{3}",
        "111222333",
        "111252333",
        check="nl.bsn",
        words="bsn|burgerservicenummer|sofinummer",
    ),
    _row(
        "no_fodselsnummer",
        r"\d{6} ?\d{5}",
        "151086 95088",
        "151086 95077",
        check="no.fodselsnummer",
        words="fødselsnummer|fodselsnummer|personnummer|fnr",
    ),
    _row("nz_ird", r"\d{2,3}-?\d{3}-?\d{3}", "49-098-576", "49-098-577", check="nz.ird", words="ird"),
    _row("pe_dni", r"\d{8}-?[0-9A-Z]", "10117410-2", "10117410-3", check="pe.cui", words="cui|dni"),
    _row("pk_cnic", r"\d{5}-\d{7}-\d", "34201-0891231-8", "94201-0891231-8", check="pk.cnic"),
    _row("pl_pesel", r"\d{11}", "44051401359", "44051401358", check="pl.pesel", words="pesel"),
    _row(
        "pl_nip", r"\d{3}-?\d{3}-?\d{2}-?\d{2}", "8567346215", "8567346216", check="pl.nip", words="nip", severity="low"
    ),
    _row("pt_citizen_card", r"\d{8} \d [A-Z0-9]{2}\d", "00000000 0 ZZ4", "00000000 0 ZZ3", check="pt.cc"),
    _row("pt_nif", r"\d{3} ?\d{3} ?\d{3}", "501 964 843", "501 964 842", check="pt.nif", words="nif|contribuinte"),
    _row("ro_cnp", r"[1-9]\d{12}", "1630615123457", "1630615123458", check="ro.cnp", words="cnp|cod numeric personal"),
    _row("ru_inn", r"\d{12}", "123456789047", "123456789037", check="ru.inn", words="инн|inn"),
    _row("ru_snils", r"\d{3}-\d{3}-\d{3} \d{2}", "112-233-445 95", "112-233-44595"),
    _row("se_personnummer", r"(?:\d{2})?\d{6}[-+]\d{4}", "880320-0016", "880320-0018", check="se.personnummer"),
    _row("sg_nric", r"[STFGM]\d{7}[A-Z]", "S1234567D", "S123456D", words="nric|fin|singapore"),
    _row("si_emso", r"\d{13}", "0101006500006", "0101006500007", check="si.emso", words="emšo|emso|jmbg"),
    _row("th_citizen_id", r"\d-\d{4}-\d{5}-\d{2}-\d", "1-2345-45678-78-1", "1-2345-45678-78-9", check="th.pin"),
    _row(
        "th_citizen_id", r"\d{13}", "3100600445635", "3100600445636", check="th.pin", words="เลขประจำตัวประชาชน|thai id"
    ),
    _row(
        "tr_tckn",
        r"[1-9]\d{10}",
        "17291716060",
        "17291716050",
        check="tr.tckimlik",
        words=r"tckn|t\.?c\.? ?kimlik|kimlik no",
    ),
    _row("ua_tax_number", r"\d{10}", "1759013776", "1759013770", check="ua.rntrc", words="рнокпп|іпн|ідентифікаційний"),
    _row(
        "us_ein",
        r"\d{2}-\d{7}",
        "91-1144442",
        "07-1144442",
        check="us.ein",
        words="ein|employer identification",
        severity="low",
    ),
    _row(
        "uy_rut",
        r"\d{2}-?\d{6}-?\d{3}-?\d",
        "21-100342-001-7",
        "21-100342-001-8",
        check="uy.rut",
        words="rut",
        severity="low",
    ),
    _row("ve_rif", r"[VEJPG]-?\d{8}-?\d", "V-11470283-4", "V-11470283-3", check="ve.rif"),
    _row(
        "vn_mst",
        r"\d{10}(?:-\d{3})?",
        "0100233488",
        "0100233480",
        check="vn.mst",
        words="mst|mã số thuế",
        severity="low",
    ),
    _row(
        "za_id",
        r"\d{6} ?\d{4} ?\d{3}",
        "7503305044089",
        "8503305044089",
        check="za.idnr",
        words="south african id|rsa id|id number|identity number",
    ),
    _row(
        "eu_vat",
        r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK) ?"
        r"[0-9A-Z]{2,3} ?\d{3} ?\d{3} ?[0-9A-Z]{0,4}",
        "BE697449992",
        "BE697449993",
        check="eu.vat",
        words="vat|ust-?id|mwst|tva|iva|btw|nip|moms",
        severity="low",
    ),
)
"""One or two rows a kind, sorted by country."""

WORDS = "|".join(row.regex.partition(_BETWEEN)[0].removeprefix("(?i:") for row in NATIONAL if _BETWEEN in row.regex)
"""Words that name a number, as an alternation."""
