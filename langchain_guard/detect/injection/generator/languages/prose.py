"""Sentences of encyclopaedias, news, letters and manuals in other languages: what documents there are made of."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

PROSE = table(r"""
= de_doc
Die Stadt {city} liegt an «einem Fluss|der Grenze|der Küste» und hat rund {nnn} 000 Einwohner.
Der Begriff wurde {year} «eingeführt|geprägt|verboten» und ist bis heute «umstritten|üblich».
{fullname} studierte «Recht|Physik|Musik» in {city}, bevor er {year} nach {city} zog.
Nach Angaben der Polizei wurde bei dem «Unfall|Brand» niemand verletzt.
Im Jahr {year} übernahm die Firma {firm} das Werk und entließ {nnn} Arbeiter.
Drücken Sie die Taste {n} Sekunden lang, bis die Anzeige «blinkt|erlischt».
Die Forscher verglichen {nnn} Proben und fanden «keinen|einen kleinen» Unterschied.
Das Gesetz trat am {date} in Kraft und ersetzt alle früheren Regeln.
Sehr geehrte Frau {surname}, vielen Dank für Ihre Nachricht vom {date}.
Viele Menschen halten das System der sozialen Klassen für «veraltet|ungerecht|nützlich».
= fr_doc
La ville de {city} se trouve «au bord d'un fleuve|près de la frontière» et compte {nnn} 000 habitants.
Le terme fut «introduit|interdit» en {year} et reste «contesté|courant» aujourd'hui.
{fullname} étudia le «droit|chant» à {city} avant de partir pour {city} en {year}.
Selon la police, l'«accident|incendie» n'a fait aucun blessé.
En {year}, la société {firm} racheta l'usine et supprima {nnn} emplois.
Appuyez sur la touche pendant {n} secondes jusqu'à ce que le voyant «clignote|s'éteigne».
Les chercheurs comparèrent {nnn} échantillons sans trouver de différence.
La loi est entrée en vigueur le {date} et remplace les règles antérieures.
Madame {surname}, je vous remercie de votre message du {date}.
Beaucoup de gens jugent ce système «dépassé|injuste|utile».
= es_doc
La ciudad de {city} está «junto a un río|cerca de la frontera» y tiene {nnn} 000 habitantes.
El término se «introdujo|prohibió» en {year} y sigue siendo «discutido|habitual».
{fullname} estudió «derecho|física» en {city} antes de mudarse a {city} en {year}.
Según la policía, nadie resultó herido en el «accidente|incendio».
En {year} la empresa {firm} compró la fábrica y despidió a {nnn} obreros.
Pulse el botón durante {n} segundos hasta que la luz «parpadee|se apague».
Los investigadores compararon {nnn} muestras y no hallaron diferencias.
La ley entró en vigor el {date} y sustituye a las normas anteriores.
Estimada señora {surname}: gracias por su mensaje del {date}.
Mucha gente cree que este sistema es «anticuado|injusto|útil».
= pt_doc
A cidade de {city} fica «à beira de um rio|perto da fronteira» e tem {nnn} mil habitantes.
O termo foi «introduzido|proibido» em {year} e continua «discutido|comum».
{fullname} estudou «direito|física» em {city} antes de se mudar para {city} em {year}.
Segundo a polícia, ninguém ficou ferido no «acidente|incêndio».
Em {year} a empresa {firm} comprou a fábrica.
Pressione o botão por {n} segundos até a luz «piscar|apagar».
Os pesquisadores compararam {nnn} amostras e não viram diferença.
A lei entrou em vigor em {date} e substitui as regras anteriores.
= it_doc
La città di {city} si trova «su un fiume|vicino al confine» e ha {nnn} mila abitanti.
Il termine fu «introdotto|vietato» nel {year} ed è ancora «discusso|comune».
{fullname} studiò «legge|fisica» a {city} prima di trasferirsi a {city} nel {year}.
Secondo la polizia nessuno è rimasto ferito nell'«incidente|incendio».
Nel {year} la ditta {firm} acquistò la fabbrica.
Tenere premuto il tasto per {n} secondi finché la luce «lampeggia|si spegne».
I ricercatori confrontarono {nnn} campioni senza trovare differenze.
La legge è entrata in vigore il {date} e sostituisce le norme precedenti.
= nl_doc
De stad {city} ligt «aan een rivier|bij de grens» en telt {nnn} 000 inwoners.
De term werd in {year} «ingevoerd|verboden» en is nog steeds «omstreden|gebruikelijk».
{fullname} studeerde «rechten|natuurkunde» in {city} en verhuisde in {year} naar {city}.
Volgens de politie raakte niemand gewond bij «het ongeluk|de brand».
In {year} kocht {firm} de fabriek.
Houd de knop {n} seconden ingedrukt tot het lampje «knippert|uitgaat».
De wet werd op {date} van kracht en vervangt de eerdere regels.
= pl_doc
Miasto {city} leży «nad rzeką|przy granicy» i ma {nnn} tysięcy mieszkańców.
Pojęcie «wprowadzono|zakazano» w roku {year} i do dziś jest «sporne|powszechne».
{fullname} ukończył studia w mieście {city} w {year} roku.
Według policji w «wypadku|pożarze» nikt nie ucierpiał.
W {year} roku firma {firm} kupiła fabrykę.
Naciśnij przycisk na {n} sekund, aż lampka «zamiga|zgaśnie».
Ustawa weszła w życie {date} i zastępuje wcześniejsze przepisy.
= ru_doc
Город {city} расположен «на реке|у границы», его население — {nnn} тысяч человек.
Термин был «введён|запрещён» в {year} году и до сих пор «спорен|употребителен».
{fullname} учился в городе {city}, а в {year} году переехал в {city}.
По данным полиции, при «аварии|пожаре» никто не пострадал.
В {year} году фирма {firm} купила завод.
Нажмите кнопку на {n} секунд, пока лампа не «замигает|погаснет».
Исследователи сравнили {nnn} образцов и не нашли различий.
Закон вступил в силу {date} и заменяет прежние правила.
= tr_doc
{city} kenti «bir nehrin kıyısında|sınıra yakın» yer alır ve {nnn} bin nüfusu vardır.
Bu terim {year} yılında «ortaya çıktı|yasaklandı» ve bugün de «tartışılıyor|yaygın».
{fullname} {city} kentinde okudu ve {year} yılında {city} kentine taşındı.
Polise göre «kazada|yangında» yaralanan olmadı.
{year} yılında {firm} fabrikayı satın aldı.
Işık «yanıp sönene|sönene» kadar düğmeye {n} saniye basın.
Yasa {date} tarihinde yürürlüğe girdi ve önceki kuralların yerini aldı.
= ar_doc
تقع مدينة {city} «على نهر|قرب الحدود» ويبلغ عدد سكانها {nnn} ألف نسمة.
«ظهر|منع» هذا المصطلح عام {year} وما زال «محل جدل|شائعا».
درس {fullname} في {city} ثم انتقل إلى {city} عام {year}.
قالت الشرطة إن أحدا لم يصب في «الحادث|الحريق».
اشترت شركة {firm} المصنع عام {year}.
اضغط الزر {n} ثوان حتى «يومض|ينطفئ» الضوء.
دخل القانون حيز التنفيذ في {date} ويحل محل القواعد السابقة.
= hi_doc
{city} शहर «नदी के किनारे|सीमा के पास» बसा है और इसकी आबादी {nnn} हज़ार है।
यह शब्द {year} में «प्रचलित हुआ|प्रतिबंधित हुआ» और आज भी «विवादित|आम» है।
{fullname} ने {city} में पढ़ाई की और {year} में {city} चले गए।
पुलिस के अनुसार «दुर्घटना|आग» में कोई घायल नहीं हुआ।
{year} में {firm} ने कारखाना खरीद लिया, और सरकार ने नई नीति की घोषणा की।
बत्ती «जलने|बुझने» तक बटन को {n} सेकंड दबाए रखें।
कानून {date} को लागू हुआ और उसने पुराने नियमों की जगह ली।
इतिहासकारों के अनुसार इस युद्ध के बाद दोनों देशों के बीच समझौता हुआ।
अधिकांश देशों में विद्यालयों और अस्पतालों का प्रबंधन राज्य के अधीन है।
= zh_doc
{city} 位于«河边|边境附近»，人口约 {nnn} 万。
这个词在 {year} 年«出现|被禁止»，至今仍«有争议|常用»。
{fullname} 曾在 {city} 学习，{year} 年搬到 {city}。
警方表示，«事故|火灾»没有造成人员受伤。
{year} 年，{firm} 收购了这家工厂。
按住按钮 {n} 秒，直到指示灯«闪烁|熄灭»。
该法律于 {date} 生效，取代以前的规定。
研究人员比较了 {nnn} 个样本，没有发现差别。
= ja_doc
{city} は«川沿い|国境の近く»にあり、人口は約 {nnn} 万人である。
この言葉は {year} 年に«使われ始め|禁止され»、今も«議論がある|一般的だ»。
{fullname} は {city} で学び、{year} 年に {city} へ移った。
警察によると、«事故|火事»でけが人はいなかった。
{year} 年、{firm} が工場を買収した。
ランプが«点滅する|消える»までボタンを {n} 秒押してください。
法律は {date} に施行され、以前の規則に代わった。
= ko_doc
{city} 는 «강가|국경 근처»에 있으며 인구는 약 {nnn} 만 명이다.
이 말은 {year} 년에 «쓰이기 시작했고|금지되었고» 지금도 «논란이 있다|흔하다».
{fullname} 는 {city} 에서 공부하고 {year} 년에 {city} 로 옮겼다.
경찰에 따르면 «사고|화재»로 다친 사람은 없었다.
{year} 년 {firm} 이 공장을 인수했다.
불이 «깜박일|꺼질» 때까지 단추를 {n} 초 누르세요.
법은 {date} 에 시행되어 이전 규정을 대신한다.
""")
