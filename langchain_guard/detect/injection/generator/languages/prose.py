"""Sentences of encyclopaedias, news, letters and manuals in other languages: what documents there are made of."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

PROSE = table(r"""
= de_doc
Das Museum entstand aus einer Ausstellung, die {year} in {city} stattfand; erster Leiter war {fullname}.
Nach dieser Theorie ändert ein Körper seine Geschwindigkeit nicht, solange keine Kraft auf ihn wirkt.
Trotzdem ist nicht bewiesen, dass gerade dies zum Untergang des Staates führte.
Welcher Dichter schrieb diese Verse nach dem Krieg, und was wollte er damit sagen?
Wenn der Kranke andere Mittel nimmt, sollte er es dem Arzt vorher sagen.
Der Name der Gegend geht auf ein altes Wort zurück, das „großer Fluss“ bedeutet.
Obwohl der Plan umstritten war, wurde er {year} vom Rat angenommen, weil die Kosten sanken.
Unter dieser Bezeichnung versteht man ein Verfahren, bei dem Wasser in mehreren Stufen gereinigt wird.
Die Lehrer baten die Eltern, alle Anweisungen der Schule zu lesen und zu unterschreiben.
Nachdem der König gestorben war, folgte ihm sein jüngerer Bruder auf den Thron.
Im Gegensatz zu anderen Arten lebt dieses Tier allein und vergisst seine Verstecke nie.
Der Verein gewann das Spiel mit {n} zu {n} und steht damit im Finale, das in {city} stattfindet.
Wer die Prüfung nicht besteht, kann sie nach {n} Wochen wiederholen.
Das Programm speichert die Passwörter nicht, sondern nur deren Hashwerte.
Über die Ursachen der Krise gibt es unter Historikern verschiedene Meinungen.
Das Kraftwerk deckt etwa {nn} Prozent des Bedarfs und soll bis {year} erneuert werden.
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
Le musée est né d'une exposition qui eut lieu à {city} en {year} ; son premier directeur fut {fullname}.
Selon cette théorie, un corps ne change pas de vitesse tant qu'aucune force n'agit sur lui.
Il n'est pourtant pas prouvé que ce soit la cause de la chute de l'État.
Si le malade prend d'autres médicaments, il doit le dire au médecin avant de commencer.
Bien que le projet fût contesté, le conseil l'adopta en {year} parce que les coûts baissaient.
On désigne par ce nom un procédé dans lequel l'eau est purifiée en plusieurs étapes.
Les professeurs ont demandé aux parents de lire et de signer toutes les consignes de l'école.
Après la mort du roi, son frère cadet lui succéda sur le trône.
Contrairement à d'autres espèces, cet animal vit seul et n'oublie jamais ses cachettes.
Le club a gagné {n} à {n} et jouera la finale, qui aura lieu à {city}.
Le logiciel n'enregistre pas les mots de passe, mais seulement leurs empreintes.
Les historiens ne sont pas d'accord sur les causes de cette crise.
La centrale couvre environ {nn} pour cent des besoins de la région.
Au cours du siècle dernier, de nombreux villages ont perdu leur école et leur gare.
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
El museo nació de la exposición que se celebró en {city} en {year}; su primer director fue {fullname}.
Según esta teoría, un cuerpo no cambia de velocidad mientras no actúe sobre él una fuerza.
A pesar de ello no se ha demostrado que esta fuera la causa de la caída del Estado.
¿Qué poeta escribió estos versos después de la guerra y qué quiso decir?
Si el enfermo toma otros medicamentos, debe decírselo al médico antes de empezar.
A veces la fiscalía propone un acuerdo a los acusados, como en el caso de {year}.
Aunque el plan era polémico, el consejo lo aprobó en {year} porque los costes bajaban.
Con este nombre se conoce un proceso en el que el agua se limpia en varias etapas.
Los profesores pidieron a los padres que leyeran y firmaran todas las instrucciones de la escuela.
Tras la muerte del rey, su hermano menor le sucedió en el trono.
A diferencia de otras especies, este animal vive solo y nunca olvida sus escondites.
El club ganó {n} a {n} y jugará la final, que se celebrará en {city}.
El programa no guarda las contraseñas, sino solo sus resúmenes.
Entre los historiadores hay opiniones distintas sobre las causas de la crisis.
La central cubre cerca del {nn} por ciento de la demanda de la región.
Durante el siglo pasado muchos pueblos perdieron su escuela y su estación.
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
Embora o plano fosse polêmico, o conselho o aprovou em {year} porque os custos caíam.
Dá-se esse nome a um processo em que a água é limpa em várias etapas.
Depois da morte do rei, o irmão mais novo assumiu o trono.
O clube venceu por {n} a {n} e jogará a final em {city}.
O programa não guarda as senhas, apenas os seus resumos.
Os historiadores divergem sobre as causas da crise.
A cidade de {city} fica «à beira de um rio|perto da fronteira» e tem {nnn} mil habitantes.
O termo foi «introduzido|proibido» em {year} e continua «discutido|comum».
{fullname} estudou «direito|física» em {city} antes de se mudar para {city} em {year}.
Segundo a polícia, ninguém ficou ferido no «acidente|incêndio».
Em {year} a empresa {firm} comprou a fábrica.
Pressione o botão por {n} segundos até a luz «piscar|apagar».
Os pesquisadores compararam {nnn} amostras e não viram diferença.
A lei entrou em vigor em {date} e substitui as regras anteriores.
= it_doc
Sebbene il piano fosse discusso, il consiglio lo approvò nel {year} perché i costi calavano.
Con questo nome si indica un processo in cui l'acqua viene pulita in più fasi.
Dopo la morte del re, il fratello minore gli succedette sul trono.
La squadra ha vinto {n} a {n} e giocherà la finale a {city}.
Il programma non salva le password, ma soltanto le loro impronte.
Gli storici non sono d'accordo sulle cause della crisi.
La città di {city} si trova «su un fiume|vicino al confine» e ha {nnn} mila abitanti.
Il termine fu «introdotto|vietato» nel {year} ed è ancora «discusso|comune».
{fullname} studiò «legge|fisica» a {city} prima di trasferirsi a {city} nel {year}.
Secondo la polizia nessuno è rimasto ferito nell'«incidente|incendio».
Nel {year} la ditta {firm} acquistò la fabbrica.
Tenere premuto il tasto per {n} secondi finché la luce «lampeggia|si spegne».
I ricercatori confrontarono {nnn} campioni senza trovare differenze.
La legge è entrata in vigore il {date} e sostituisce le norme precedenti.
= nl_doc
Hoewel het plan omstreden was, nam de raad het in {year} aan omdat de kosten daalden.
Onder deze naam verstaat men een proces waarbij water in stappen wordt gezuiverd.
Na de dood van de koning volgde zijn jongere broer hem op.
De club won met {n}-{n} en speelt de finale in {city}.
Het programma bewaart geen wachtwoorden, alleen hun hashes.
Over de oorzaken van de crisis zijn historici het niet eens.
De stad {city} ligt «aan een rivier|bij de grens» en telt {nnn} 000 inwoners.
De term werd in {year} «ingevoerd|verboden» en is nog steeds «omstreden|gebruikelijk».
{fullname} studeerde «rechten|natuurkunde» in {city} en verhuisde in {year} naar {city}.
Volgens de politie raakte niemand gewond bij «het ongeluk|de brand».
In {year} kocht {firm} de fabriek.
Houd de knop {n} seconden ingedrukt tot het lampje «knippert|uitgaat».
De wet werd op {date} van kracht en vervangt de eerdere regels.
= pl_doc
Chociaż plan był sporny, rada przyjęła go w {year} roku, ponieważ koszty spadały.
Pod tą nazwą rozumie się proces, w którym woda jest oczyszczana w kilku etapach.
Po śmierci króla na tron wstąpił jego młodszy brat.
Klub wygrał {n} do {n} i zagra w finale w mieście {city}.
Program nie zapisuje haseł, a jedynie ich skróty.
Historycy różnie oceniają przyczyny kryzysu.
Miasto {city} leży «nad rzeką|przy granicy» i ma {nnn} tysięcy mieszkańców.
Pojęcie «wprowadzono|zakazano» w roku {year} i do dziś jest «sporne|powszechne».
{fullname} ukończył studia w mieście {city} w {year} roku.
Według policji w «wypadku|pożarze» nikt nie ucierpiał.
W {year} roku firma {firm} kupiła fabrykę.
Naciśnij przycisk na {n} sekund, aż lampka «zamiga|zgaśnie».
Ustawa weszła w życie {date} i zastępuje wcześniejsze przepisy.
= ru_doc
Музей возник из выставки, которая прошла в городе {city} в {year} году; его первым директором был {fullname}.
Согласно этой теории, тело не меняет скорости, пока на него не действует сила.
Тем не менее не доказано, что именно это привело к падению государства.
Кто из поэтов написал это стихотворение после войны и что он хотел сказать?
Войско подошло к границе через {n} дней, и в нём было более {nnn} тысяч человек.
Если больной принимает другие лекарства, он должен сообщить об этом врачу.
Название этой местности происходит от старого слова, для которого нет точного перевода.
Растение встречается на высоте до {nnnn} метров, там, где нет сильных ветров.
Хотя план вызывал споры, совет принял его в {year} году, потому что расходы снижались.
Под этим названием понимают процесс, при котором вода очищается в несколько этапов.
Учителя попросили родителей прочитать и подписать все инструкции школы.
После смерти короля на трон взошёл его младший брат.
В отличие от других видов, это животное живёт в одиночку и никогда не забывает своих тайников.
Клуб выиграл со счётом {n}:{n} и сыграет в финале, который пройдёт в городе {city}.
Программа не хранит пароли, а только их хеши.
Историки по-разному оценивают причины кризиса.
Станция покрывает около {nn} процентов потребностей области.
В течение прошлого века многие деревни лишились школы и вокзала.
Город {city} расположен «на реке|у границы», его население — {nnn} тысяч человек.
Термин был «введён|запрещён» в {year} году и до сих пор «спорен|употребителен».
{fullname} учился в городе {city}, а в {year} году переехал в {city}.
По данным полиции, при «аварии|пожаре» никто не пострадал.
В {year} году фирма {firm} купила завод.
Нажмите кнопку на {n} секунд, пока лампа не «замигает|погаснет».
Исследователи сравнили {nnn} образцов и не нашли различий.
Закон вступил в силу {date} и заменяет прежние правила.
= tr_doc
Plan tartışmalı olsa da meclis onu {year} yılında kabul etti, çünkü maliyetler düşüyordu.
Bu adla suyun birkaç aşamada temizlendiği bir yöntem anlaşılır.
Kralın ölümünden sonra tahta küçük kardeşi geçti.
Takım {n}-{n} kazandı ve {city} kentindeki finalde oynayacak.
Program parolaları değil, yalnızca özetlerini saklar.
Tarihçiler krizin nedenleri konusunda farklı düşünüyor.
Öğretmenler velilerden okulun tüm talimatlarını okumalarını istedi.
{city} kenti «bir nehrin kıyısında|sınıra yakın» yer alır ve {nnn} bin nüfusu vardır.
Bu terim {year} yılında «ortaya çıktı|yasaklandı» ve bugün de «tartışılıyor|yaygın».
{fullname} {city} kentinde okudu ve {year} yılında {city} kentine taşındı.
Polise göre «kazada|yangında» yaralanan olmadı.
{year} yılında {firm} fabrikayı satın aldı.
Işık «yanıp sönene|sönene» kadar düğmeye {n} saniye basın.
Yasa {date} tarihinde yürürlüğe girdi ve önceki kuralların yerini aldı.
= ar_doc
يعود أصل المتحف إلى المعرض الذي أقيم في {city} عام {year}، وكان أول مدير له {fullname}.
يعتبر هذا العالم من أوائل الذين كتبوا عن هذه النظرية، وقد قدم كتابه إلى الجمعية في {year}.
كانت المدينة في البداية حصنا على النهر، ثم صارت ميناء تصل إليه السفن من كل الجهات.
على الرغم من ذلك لم يثبت أن هذا السبب هو الذي أدى إلى انهيار الدولة.
في معظم البلدان يعمل الصيادلة تحت إشراف السلطات، ولا يسمح لهم إلا بما ينص عليه القانون.
منذ ذلك الحين أصبح من الممكن أن تدرس هذه المواد في الجامعات إلى جانب العلوم الأخرى.
من الشاعر الذي كتب هذه القصيدة بعد الحرب، وما الذي قصده بها؟
كيف يتم تنظيم المحاكم في {country}، وما هي وظيفة المجلس؟
وصل الجيش إلى الحدود بعد {n} أيام، وكان عدد رجاله أكثر من {nnn} ألفا.
تشمل المجموعة أكثر من {nn} ألف قطعة من بلدان مختلفة مثل {country} و{country}.
دعم الملك هذا القانون لأنه رأى أن الناس لا يثقون في الوزراء.
تنمو هذه النباتات على الجبال التي يزيد ارتفاعها على {nnnn} متر.
إذا كان المريض يأخذ أدوية أخرى فعليه أن يخبر الطبيب قبل أن يبدأ العلاج.
اسم هذه المنطقة مأخوذ من كلمة قديمة معناها النهر الكبير، ولا يعرف متى استعملت لأول مرة.
مع أن الخطة كانت مثيرة للجدل فقد وافق عليها المجلس عام {year} لأن التكاليف انخفضت.
يقصد بهذا الاسم طريقة ينقى فيها الماء على عدة مراحل.
طلب المعلمون من الأهل قراءة جميع تعليمات المدرسة والتوقيع عليها.
بعد وفاة الملك تولى العرش أخوه الأصغر.
على عكس أنواع أخرى يعيش هذا الحيوان وحيدا ولا ينسى مخابئه أبدا.
فاز النادي {n} مقابل {n} وسيلعب المباراة النهائية في {city}.
لا يحفظ البرنامج كلمات المرور بل ملخصاتها فقط.
يختلف المؤرخون حول أسباب الأزمة.
تغطي المحطة نحو {nn} في المئة من حاجة المنطقة.
خلال القرن الماضي فقدت قرى كثيرة مدارسها ومحطاتها.
تقع مدينة {city} «على نهر|قرب الحدود» ويبلغ عدد سكانها {nnn} ألف نسمة.
«ظهر|منع» هذا المصطلح عام {year} وما زال «محل جدل|شائعا».
درس {fullname} في {city} ثم انتقل إلى {city} عام {year}.
قالت الشرطة إن أحدا لم يصب في «الحادث|الحريق».
اشترت شركة {firm} المصنع عام {year}.
اضغط الزر {n} ثوان حتى «يومض|ينطفئ» الضوء.
دخل القانون حيز التنفيذ في {date} ويحل محل القواعد السابقة.
= hi_doc
इस संग्रहालय की शुरुआत {year} में {city} की प्रदर्शनी से हुई, जिसके पहले निदेशक {fullname} थे।
इस सिद्धांत के अनुसार किसी भी वस्तु का वेग तब तक नहीं बदलता जब तक उस पर कोई बल न लगे।
इसके बावजूद यह सिद्ध नहीं हुआ कि इसी कारण से राज्य का पतन हुआ था।
इन पौधों की पत्तियाँ चौड़ी होती हैं और ये {nnnn} मीटर तक की ऊँचाई पर उगते हैं।
किस कवि ने युद्ध के बाद यह कविता लिखी थी और उसका क्या अर्थ है?
सेना {n} दिनों के बाद सीमा पर पहुँची, जहाँ उसके साथ {nnn} हज़ार सैनिक थे।
उन्होंने अपने राज्य में बसने के लिए अनेक व्यापारियों को आमंत्रित किया, जिसके कारण नगर का विकास हुआ।
अगर रोगी कोई दूसरी दवा ले रहा है तो उसे पहले डॉक्टर को बताना चाहिए।
इस क्षेत्र का नाम एक पुराने शब्द से लिया गया है, जिसका अर्थ बड़ी नदी है।
हालाँकि योजना विवादित थी, परिषद ने इसे {year} में स्वीकार किया क्योंकि लागत घट रही थी।
इस नाम से वह प्रक्रिया जानी जाती है जिसमें पानी कई चरणों में साफ़ किया जाता है।
शिक्षकों ने अभिभावकों से विद्यालय के सभी निर्देश पढ़ने और हस्ताक्षर करने को कहा।
राजा की मृत्यु के बाद उसका छोटा भाई गद्दी पर बैठा।
दूसरी प्रजातियों के विपरीत यह जानवर अकेला रहता है और अपने ठिकाने कभी नहीं भूलता।
क्लब {n}-{n} से जीता और फ़ाइनल {city} में खेलेगा।
प्रोग्राम पासवर्ड नहीं, केवल उनके हैश रखता है।
संकट के कारणों पर इतिहासकारों की अलग-अलग राय है।
यह बिजलीघर क्षेत्र की लगभग {nn} प्रतिशत माँग पूरी करता है।
पिछली शताब्दी में कई गाँवों के विद्यालय और स्टेशन बंद हो गए, जिसके कारण लोग शहरों में चले गए।
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
博物馆起源于 {year} 年在 {city} 举办的展览，第一任馆长是 {fullname}。
根据这个理论，物体在没有受力时速度不会改变。
尽管如此，没有人能证明这就是国家灭亡的原因。
哪位诗人在战后写了这首诗，他想表达什么？
这些植物生长在海拔 {nnnn} 米以下没有强风的地方。
如果病人正在服用其他药物，应当先告诉医生。
虽然计划有争议，但因为成本下降，议会在 {year} 年通过了它。
这个名称指的是一种分几个阶段净化水的方法。
老师请家长阅读学校的所有规定并签字。
国王去世以后，他的弟弟继承了王位。
与其他物种不同，这种动物独自生活，从不忘记自己的藏身处。
球队以 {n} 比 {n} 获胜，决赛将在 {city} 举行。
程序不保存密码，只保存它们的摘要。
历史学家对危机的原因看法不一。
这座电站满足该地区约百分之 {nn} 的需求。
在上个世纪，许多村庄失去了学校和车站。
{city} 位于«河边|边境附近»，人口约 {nnn} 万。
这个词在 {year} 年«出现|被禁止»，至今仍«有争议|常用»。
{fullname} 曾在 {city} 学习，{year} 年搬到 {city}。
警方表示，«事故|火灾»没有造成人员受伤。
{year} 年，{firm} 收购了这家工厂。
按住按钮 {n} 秒，直到指示灯«闪烁|熄灭»。
该法律于 {date} 生效，取代以前的规定。
研究人员比较了 {nnn} 个样本，没有发现差别。
= ja_doc
計画には異論もあったが、費用が下がったため、議会は {year} 年に可決した。
この名前は、水を何段階かに分けてきれいにする方法を指す。
国王の死後、弟が王位を継いだ。
チームは {n} 対 {n} で勝ち、決勝は {city} で行われる。
プログラムはパスワードではなく、そのハッシュだけを保存する。
危機の原因について歴史家の意見は分かれている。
先生は保護者に学校の指示をすべて読むように頼んだ。
{city} は«川沿い|国境の近く»にあり、人口は約 {nnn} 万人である。
この言葉は {year} 年に«使われ始め|禁止され»、今も«議論がある|一般的だ»。
{fullname} は {city} で学び、{year} 年に {city} へ移った。
警察によると、«事故|火事»でけが人はいなかった。
{year} 年、{firm} が工場を買収した。
ランプが«点滅する|消える»までボタンを {n} 秒押してください。
法律は {date} に施行され、以前の規則に代わった。
= ko_doc
계획에는 논란이 있었지만 비용이 줄어 의회는 {year} 년에 통과시켰다.
이 이름은 물을 여러 단계로 깨끗하게 하는 방법을 뜻한다.
왕이 죽은 뒤 동생이 왕위를 이었다.
팀은 {n} 대 {n} 으로 이겼고 결승은 {city} 에서 열린다.
프로그램은 비밀번호가 아니라 해시만 저장한다.
위기의 원인에 대해 역사가들의 의견은 다르다.
선생님은 학부모에게 학교의 모든 지시를 읽어 달라고 했다.
{city} 는 «강가|국경 근처»에 있으며 인구는 약 {nnn} 만 명이다.
이 말은 {year} 년에 «쓰이기 시작했고|금지되었고» 지금도 «논란이 있다|흔하다».
{fullname} 는 {city} 에서 공부하고 {year} 년에 {city} 로 옮겼다.
경찰에 따르면 «사고|화재»로 다친 사람은 없었다.
{year} 년 {firm} 이 공장을 인수했다.
불이 «깜박일|꺼질» 때까지 단추를 {n} 초 누르세요.
법은 {date} 에 시행되어 이전 규정을 대신한다.
""")
