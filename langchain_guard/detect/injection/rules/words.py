"""Word classes of the rules, European languages. A `*` at the end stands for every ending.

Classes (see `phrases` for how they combine):
FORGET verbs of setting aside; FORGET_END the same where the verb closes the sentence; REMOVE milder ones; INSTR words
for instructions; RULE for rules and safety; PRIOR for what came before; ALL; YOUR; SYS what is hidden; REVEAL verbs of
telling; REPEAT verbs of repeating; TEXT words for a stretch of text; ABOVE; GIVEN; PASSWORD; FOLLOW; NEG; NEW; MODE;
UNBOUND without limits; WITHOUT; YOU; ARE; NOW; ACT; AI; USER; BOT names of models and personas; MENTION talk about
attacks; BOSS who has authority; DATA; SEND; CONVERSATION; START; SORRY.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "FORGET": "ignore ignores ignoring disregard disregards disregarding forget forgetting override overrides "
        "overriding overrule bypass bypasses bypassing overlook neglect dismiss nullify unlearn circumvent supersede "
        "supersedes disobey defy sidestep evade",
        "FORGOTTEN": "ignored disregarded forgotten overridden bypassed superseded nullified void voided cancelled "
        "canceled revoked obsolete invalid suspended lifted disabled deactivated",
        "REMOVE": "skip drop delete remove clear erase reset cancel replace overwrite scrap discard abandon disable "
        "deactivate suspend stop wipe deleting removing disabling",
        "INSTR": "instruction instructions instruct directive directives prompt prompts command commands order orders "
        "guideline guidelines guidance directions programming briefing preprompt preamble",
        "TASK": "task tasks job objective goal goals assignment mission purpose request question",
        "RULE": "rule rules restriction restrictions constraint constraints limitation limitations policy policies "
        "safeguard safeguards guardrail guardrails filter filters filtering ethics ethical morals moral protocols "
        "protocol regulations boundaries censorship moderation measures limits safety guidelines norms",
        "SECURITY": "security safety protection content ethical moral legal usage censorship",
        "SETTINGS": "settings setting configuration parameters defaults alignment training controls",
        "PRIOR": "previous prior above earlier preceding former past foregoing before initial original existing "
        "aforementioned previously old first beginning pre predefined preset",
        "GIVEN": "given received told said instructed got provided gave taught programmed wrote written stated",
        "ALL": "all any every everything anything each whole entire both",
        "THE": "the these those this that",
        "YOUR": "your yours ur thy",
        "MY": "my mine our",
        "SYS": "system systems developer hidden secret internal initial original confidential underlying base meta "
        "backend exact full complete verbatim initialization private",
        "REVEAL": "reveal reveals show print display output tell give share leak expose disclose write dump recite "
        "list return spell provide state describe summarize explain share say type present divulge uncover "
        "telling showing printing output spit revealing disclosing quote send",
        "REPEAT": "repeat repeating print echo output recite dump display copy reproduce spit reprint regurgitate "
        "transcribe paste restate rewrite",
        "TEXT": "text words sentence sentences word content paragraph message messages line lines everything phrase "
        "document context tokens characters",
        "CONVERSATION": "conversation chat session dialogue exchange context history",
        "PASSWORD": "password passwords passphrase passcode pasword secret secrets credentials",
        "KEY": "key keys token tokens credentials flag",
        "FOLLOW": "follow following obey adhere comply complying respect listen heed abide honor honour apply",
        "NEG": "not dont never cannot cant wont t no nothing neither nor",
        "WITHOUT": "without free no removing lacking absent beyond outside ignoring bypassing unrestricted",
        "NEW": "new updated following different real actual revised true next only sole",
        "MODE": "mode modes state",
        "UNBOUND": "unrestricted unfiltered uncensored unlimited unbound amoral unethical jailbroken "
        "limitless lawless "
        "immoral evil rogue unmoderated unchained unconstrained unhinged",
        "BOUND": "bound restricted limited constrained confined obligated required shackled subject governed censored",
        "YOU": "you u ye yourself",
        "ARE": "are re r be become is act",
        "NOW": "now henceforth hereafter onwards onward",
        "ACT": "act pretend behave roleplay imagine simulate respond answer play assume",
        "AI": "ai assistant assistants chatbot bot llm llms gpt chatgpt gpt4 claude gemini bard agent copilot llama "
        "openai model siri alexa mistral deepseek grok",
        "USER": "user users human humans customer recipient",
        "MENTION": "attack attacks attacker attackers injection injections jailbreak jailbreaks "
        "jailbreaking malicious "
        "adversarial phrase phrases example examples detect detects detection detector classifier filter researchers "
        "research paper vulnerability vulnerabilities exploit exploits payload payloads defend defense mitigation "
        "blog article such eg like called known titled phrasing wording string pattern regex dataset hackers hacker "
        "says said saying wrote writes malware redteam owasp quote quoted contains containing",
        "BOSS": "developer developers creator creators administrator admin engineer owner openai anthropic google "
        "programmer microsoft ceo supervisor maintainer operator root",
        "DATA": "data files file emails email records database messages history information details contents accounts "
        "credentials documents contacts logs inbox tables",
        "SEND": "send forward email transfer upload post transmit exfiltrate submit mail leak deliver",
        "START": "start begin starting beginning prefix preface",
        "SORRY": "refuse refuses refusing decline apologize apologise apologies refusal disclaimers disclaimer warn "
        "warnings warning moralize lecture sorry apology reject deny",
        "TOOL": "tool tools function functions api plugin command commands shell terminal browser script",
        "RUN": "call use invoke run execute trigger launch open perform",
        "CHANGED": "changed updated replaced modified switched altered",
    },
    "de": {
        "FORGET": "ignoriere ignorier ignoriert ignorieren vergiss vergesst vergessen missachte missachten umgehe "
        "umgehen verwirf verwerfen uberschreibe uberschreiben ubergehe ubergehen vernachlassige uberspringe",
        "FORGET_END": "ignorieren vergessen missachten umgehen verwerfen ubergehen uberschreiben ausser",
        "REMOVE": "losche entferne streiche deaktiviere hebe losch",
        "INSTR": "anweisung* instruktion* befehl* vorgabe vorgaben aufforderung* systemprompt* prompts weisung* "
        "anleitungen direktive* systemanweisung* auftrage auftrag anordnung*",
        "RULE": "regel regeln richtlinien richtlinie einschrankung* beschrankung* sicherheitsregel* "
        "sicherheitsrichtlinien sicherheitsvorkehrungen sicherheitsmassnahmen filter vorschriften grenzen",
        "PRIOR": "vorherige* vorherig vorangegangene* vorangehende* bisherige* obige* fruhere* vorigen vorige "
        "ursprungliche* oben zuvor vorher davor erste bisher",
        "GIVEN": "gegeben erhalten bekommen gesagt gegebenen erhaltenen gesagtes mitgeteilt",
        "ALL": "alle alles allen aller jede jegliche jeglichen samtliche samtlichen ganze",
        "YOUR": "deine deinen deiner dein deinem ihre ihren euer eure",
        "MY": "mein meine meinen",
        "SYS": "systemprompt* systemanweisung* versteckte* geheime* interne* vollstandige* genaue* genauen exakte*",
        "REVEAL": "zeige zeig verrate verrat sage sag gib nenne nenn drucke schreibe offenbare enthulle teile liste "
        "offenlegen verraten anzeigen ausgeben preisgeben erklare",
        "REPEAT": "wiederhole wiederhol wiederholen kopiere",
        "TEXT": "text texte satz satze worter worte wortlaut nachricht nachrichten inhalt",
        "PASSWORD": "passwort passworter kennwort geheimwort geheimnis passwortes",
        "FOLLOW": "befolge befolgen folge folgen beachte beachten halte",
        "NEG": "nicht kein keine keinen niemals nie nichts",
        "WITHOUT": "ohne frei",
        "NEW": "neue neuen neuer neues folgende folgenden",
        "MODE": "modus entwicklermodus",
        "UNBOUND": "uneingeschrankt* ungefiltert* unzensiert* unbeschrankt* grenzenlos*",
        "YOU": "du dir dich sie",
        "ARE": "bist sind",
        "NOW": "jetzt nun fortan",
        "ACT": "tu tue verhalte stell stelle spiele spiel",
        "AI": "ki assistent sprachmodell",
        "USER": "benutzer nutzer anwender",
        "MENTION": "angriff angriffe angreifer beispiel beispielsweise",
    },
    "fr": {
        "FORGET": "ignore ignorez ignorer oublie oubliez oublier neglige negligez contourne contournez contourner "
        "outrepasse outrepassez desobeis ecarte",
        "REMOVE": "supprime supprimez annule annulez efface effacez desactive desactivez",
        "INSTR": "instruction instructions consigne consignes directive directives ordre ordres commandes invite "
        "prompts commande",
        "RULE": "regle regles restriction restrictions contrainte contraintes limites limitation limitations filtres "
        "politiques securite garde",
        "PRIOR": "precedent precedente precedentes precedents anterieure anterieures anterieurs dessus avant "
        "initiales initiale prealables originales auparavant",
        "GIVEN": "donne donnees donnes recu recues recus dit",
        "ALL": "tout toute toutes tous chaque",
        "YOUR": "ton ta tes votre vos",
        "SYS": "systeme secretes secret cache cachees caches interne internes initial complet exact exactes initiales",
        "REVEAL": "revele revelez reveler montre montrez montrer affiche affichez afficher donne donnez dis dites "
        "imprime ecris ecrivez divulgue divulguez partage liste communique dire donner",
        "REPEAT": "repete repetez repeter recopie recopiez copie copiez",
        "TEXT": "texte mots phrase phrases message messages contenu",
        "PASSWORD": "motdepasse passe",
        "FOLLOW": "suis suivez suivre respecte respectez obeis obeissez tiens",
        "NEG": "ne pas plus jamais aucun aucune n rien",
        "WITHOUT": "sans",
        "NEW": "nouvelle nouvelles nouveau nouveaux",
        "MODE": "mode",
        "UNBOUND": "debride illimite",
        "YOU": "tu vous toi",
        "ARE": "es etes",
        "NOW": "maintenant desormais dorenavant",
        "ACT": "fais faites agis comporte",
        "AI": "ia",
        "USER": "utilisateur",
        "MENTION": "attaque attaques attaquant exemple",
    },
    "es": {
        "FORGET": "ignora ignore ignorar ignoren ignorad olvida olvide olvidar olvidate olvidese olviden descarta "
        "descarte omite omita desobedece pasa elude evade anula anule desestima",
        "REMOVE": "elimina elimine borra borre cancela cancele desactiva desactive",
        "INSTR": "instruccion instrucciones indicaciones indicacion directiva directivas directrices ordenes orden "
        "comandos mandatos prompts consignas",
        "RULE": "regla reglas restricciones restriccion limitaciones limites normas filtros politicas seguridad",
        "PRIOR": "anterior anteriores previa previas previo previos antes arriba precedentes iniciales originales "
        "inicial pasadas",
        "GIVEN": "dado dadas dicho dieron recibido recibidas recibiste dijeron",
        "ALL": "todo toda todas todos cualquier",
        "YOUR": "tu tus su sus vuestras",
        "SYS": "sistema secreto secretas ocultas oculto internas interno inicial completo exactas",
        "REVEAL": "revela revele revelar muestra muestre mostrar muestrame dime diga digame dame deme imprime "
        "escribe escriba divulga comparte lista cuentame di decir dar",
        "REPEAT": "repite repita repetir copia",
        "TEXT": "texto palabras frase mensaje mensajes contenido",
        "PASSWORD": "contrasena contrasenas clave",
        "FOLLOW": "sigas siga seguir obedezcas respetes cumplas hagas sigues obedecer",
        "NEG": "no nunca jamas ningun ninguna",
        "WITHOUT": "sin libre",
        "NEW": "nueva nuevas nuevo nuevos",
        "MODE": "modo",
        "UNBOUND": "ilimitado ilimitada irrestricto",
        "YOU": "tu usted",
        "ARE": "eres es seras",
        "NOW": "ahora adelante",
        "ACT": "actua finge comportate",
        "AI": "ia asistente",
        "USER": "usuario",
        "MENTION": "ataque ataques atacante ejemplo",
    },
    "pt": {
        "FORGET": "ignore ignora ignorar ignorem esqueca esquece esquecer esquecam desconsidere desconsiderar "
        "desconsidera desconsiderem descarte descarta contorne burle",
        "REMOVE": "apague exclua delete cancele desative remova elimine",
        "INSTR": "instrucao instrucoes diretriz diretrizes ordens ordem comandos orientacoes prompts diretivas",
        "RULE": "regra regras restricoes restricao limitacoes limites normas filtros politicas seguranca",
        "PRIOR": "anterior anteriores previa previas previo previos antes acima precedentes iniciais originais inicial",
        "GIVEN": "dado dadas dito deram recebido recebidas recebeu",
        "ALL": "todo toda todas todos tudo qualquer quaisquer",
        "YOUR": "seu sua seus suas teu tua teus tuas",
        "SYS": "sistema secreto secretas ocultas oculto internas interno inicial completo exatas",
        "REVEAL": "revele revela revelar mostre mostra mostrar diga dize imprima escreva divulgue compartilhe liste "
        "conte exiba exibir dizer fale",
        "REPEAT": "repita repete repetir copie",
        "TEXT": "texto palavras frase mensagem mensagens conteudo",
        "PASSWORD": "senha senhas palavra",
        "FOLLOW": "siga sigas seguir obedeca respeite cumpra segue",
        "NEG": "nao nunca jamais nenhum nenhuma",
        "WITHOUT": "sem livre",
        "NEW": "nova novas novo novos",
        "MODE": "modo",
        "UNBOUND": "ilimitado irrestrito",
        "YOU": "voce tu",
        "ARE": "es sera",
        "NOW": "agora adiante",
        "ACT": "aja finja comporte",
        "AI": "ia assistente",
        "USER": "usuario utilizador",
        "MENTION": "ataque ataques atacante exemplo",
    },
    "it": {
        "FORGET": "ignora ignori ignorare ignorate dimentica dimentichi dimenticare dimenticate trascura tralascia "
        "scarta aggira bypassa disobbedisci",
        "REMOVE": "cancella elimina annulla disattiva rimuovi",
        "INSTR": "istruzione istruzioni direttiva direttive ordini ordine comandi indicazioni prompts consegne",
        "RULE": "regola regole restrizioni restrizione limitazioni limiti vincoli filtri norme sicurezza",
        "PRIOR": "precedente precedenti prima sopra iniziali iniziale originali passate antecedenti",
        "GIVEN": "dato date detto ricevuto ricevute fornite",
        "ALL": "tutto tutta tutte tutti qualsiasi ogni",
        "YOUR": "tuo tua tuoi tue vostre suo sue",
        "SYS": "sistema segreto segrete nascoste nascosto interne interno iniziale completo esatte",
        "REVEAL": "rivela riveli rivelare mostra mostri mostrare mostrami dimmi dammi stampa scrivi divulga elenca "
        "svela dire raccontami",
        "REPEAT": "ripeti ripeta ripetere copia",
        "TEXT": "testo parole frase messaggio messaggi contenuto",
        "PASSWORD": "password parola",
        "FOLLOW": "segui seguire rispetta rispettare obbedire seguite",
        "NEG": "non mai nessuna nessun",
        "WITHOUT": "senza libero",
        "NEW": "nuova nuove nuovo nuovi",
        "MODE": "modalita",
        "UNBOUND": "illimitato",
        "YOU": "tu lei",
        "ARE": "sei sarai",
        "NOW": "ora adesso poi",
        "ACT": "agisci comportati fingi",
        "AI": "ia assistente",
        "USER": "utente",
        "MENTION": "attacco attacchi attaccante esempio",
    },
    "nl": {
        "FORGET": "negeer negeert negeren vergeet vergeten omzeil omzeilen overschrijf sla",
        "FORGET_END": "negeren vergeten omzeilen",
        "REMOVE": "verwijder wis annuleer",
        "INSTR": "instructie instructies opdracht opdrachten richtlijnen aanwijzing aanwijzingen bevel bevelen "
        "systeemprompt systeeminstructies prompts voorschriften",
        "RULE": "regel regels beperking beperkingen richtlijnen filters veiligheidsregels veiligheidsmaatregelen "
        "veiligheidsrichtlijnen",
        "PRIOR": "vorige eerdere voorgaande bovenstaande voorafgaande oorspronkelijke eerder hierboven daarvoor",
        "GIVEN": "gegeven gekregen ontvangen gezegd",
        "ALL": "alle alles elke iedere al",
        "YOUR": "je jouw uw",
        "SYS": "systeemprompt systeeminstructies systeem geheime verborgen interne volledige exacte",
        "REVEAL": "toon laat onthul vertel geef print schrijf deel noem",
        "REPEAT": "herhaal kopieer",
        "TEXT": "tekst woorden zin zinnen bericht berichten inhoud",
        "PASSWORD": "wachtwoord geheim",
        "FOLLOW": "volg volgen houd gehoorzaam",
        "NEG": "niet geen nooit",
        "WITHOUT": "zonder vrij",
        "NEW": "nieuwe nieuw volgende",
        "MODE": "modus ontwikkelaarsmodus",
        "UNBOUND": "onbeperkt* ongefilterd* ongecensureerd*",
        "YOU": "je jij u",
        "ARE": "bent",
        "NOW": "nu voortaan",
        "ACT": "doe gedraag",
        "AI": "ai",
        "USER": "gebruiker",
        "MENTION": "aanval aanvallen aanvaller voorbeeld",
    },
    "pl": {
        "FORGET": "zignoruj* ignoruj* zapomnij* pomin pomincie obejdz omin zlekcewaz* odrzuc zapomniec ignorowac",
        "REMOVE": "usun skasuj anuluj wylacz",
        "INSTR": "instrukcj* polecen* polecenie wytyczn* dyrektyw* rozkaz* komend* prompta* prompty nakazy",
        "RULE": "zasad* regul* ogranicze* filtr* zabezpiecze* limity",
        "PRIOR": "poprzedni* wczesniejsz* powyzsz* wczesniej pierwotn* uprzedni* dotychczasow* poczatkow*",
        "GIVEN": "otrzymal* dostales dostalas otrzymane podan*",
        "ALL": "wszystk* wszelki* kazd* cale",
        "YOUR": "twoj* swoj* twe",
        "SYS": "systemow* ukryt* tajn* wewnetrzn* dokladn* pelny pelna",
        "REVEAL": "ujawnij* pokaz* wyswietl* wypisz* podaj* powiedz* zdradz* napisz* udostepnij* wydrukuj*",
        "REPEAT": "powtorz* skopiuj* przepisz*",
        "TEXT": "tekst* slow* zdani* wiadomos* tresc*",
        "PASSWORD": "haslo hasla haslem",
        "FOLLOW": "przestrzegaj* stosuj* sluchaj*",
        "NEG": "nie nigdy",
        "WITHOUT": "bez",
        "NEW": "nowe nowy nowa nowych",
        "MODE": "tryb* trybie",
        "UNBOUND": "nieograniczon* niefiltrowan* nieocenzurowan*",
        "YOU": "ty ci",
        "ARE": "jestes bedziesz",
        "NOW": "teraz odtad",
        "ACT": "udawaj zachowuj",
        "AI": "si",
        "USER": "uzytkownik*",
        "MENTION": "atak* przyklad*",
    },
    "ru": {
        "FORGET": "игнорируй* игнорировать проигнорируй* забудь* забыть пренебрег* отбрось* обойди* обходи отмени* "
        "отмени",
        "REMOVE": "удали* сбрось* отключи* сотри*",
        "INSTR": "инструкци* указани* команд* предписан* директив* промпт* распоряжени* приказ* установк*",
        "RULE": "правил* ограничени* фильтр* запрет* политик*",
        "PRIOR": "предыдущ* прежн* прошл* выше вышеуказанн* вышеизложенн* ранее предшеств* начальн* исходн* "
        "первоначальн*",
        "GIVEN": "данные дали получил* полученн* сказан* говорил*",
        "ALL": "все всё всех всю любые всякие весь любой",
        "YOUR": "твои твой твоих твою твоя свои свой свою ваши ваш ваших своих",
        "SYS": "системн* скрыт* секретн* внутренн* тайн* полный точн* изначальн*",
        "REVEAL": "раскрой* покажи* выведи* напечатай* скажи* назови* напиши* сообщи* выдай* открой* расскажи*",
        "REPEAT": "повтори* скопируй* воспроизвед*",
        "TEXT": "текст* слов* предложени* сообщени* содержим*",
        "PASSWORD": "парол*",
        "FOLLOW": "следуй* соблюдай* слушай* выполняй* подчиняй*",
        "NEG": "не никогда ни нельзя",
        "WITHOUT": "без",
        "NEW": "новые новая новый новое новых",
        "MODE": "режим* режиме",
        "UNBOUND": "неограниченн* нефильтрованн* безграничн*",
        "YOU": "ты вы тебе",
        "ARE": "являешься будешь",
        "NOW": "теперь отныне сейчас",
        "ACT": "притворись веди действуй представь",
        "AI": "ии ассистент* бот нейросет*",
        "USER": "пользовател*",
        "MENTION": "атак* пример* злоумышленник*",
    },
    "tr": {
        "FORGET": "unut unutun gormezden yoksay yoksayin dikkate boşver",
        "FORGET_END": "unut unutun yoksay yoksayin gormezden dikkate umursama",
        "INSTR": "talimat* yonerge* komut* emir emirler* emirleri istem istemi promptu promptunu promptlari direktif*",
        "RULE": "kural* kisitlama* sinirlama* filtre* politika*",
        "PRIOR": "onceki yukaridaki evvelki daha ilk once",
        "GIVEN": "verilen aldigin soylenen",
        "ALL": "tum butun hepsini herhangi her",
        "YOUR": "senin sana size sizin",
        "SYS": "sistem gizli dahili tam",
        "REVEAL": "goster gosterin acikla aciklayin soyle soyleyin yazdir yaz ver paylas ifsa",
        "REVEAL_END": "goster gosterin acikla aciklayin soyle soyleyin yazdir yaz ver paylas",
        "REPEAT": "tekrarla tekrarlayin tekrar kopyala",
        "TEXT": "metni metin kelimeleri mesaji",
        "PASSWORD": "sifre sifreyi sifreni parola parolayi parolani",
        "NEG": "degil asla",
        "WITHOUT": "olmadan sinirsiz",
        "NEW": "yeni",
        "MODE": "modu modunda mod modundasin",
        "UNBOUND": "sinirsiz kisitlamasiz filtresiz sansursuz",
        "YOU": "sen siz",
        "NOW": "artik simdi",
    },
}
"""Class to words, by language."""
