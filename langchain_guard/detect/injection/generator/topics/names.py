"""Names of people, places, firms, things: what makes two texts of one form differ."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

NAMES = table(r"""
= first
«Anna|Ben|Carla|David|Elif|Farid|Greta|Hiro|Ines|Jonas|Kemal|Lena|Marco|Nadia|Omar|Priya|Quentin|Rosa|Samir|Tanja|Uma|Viktor|Wanda|Xavier|Yusuf|Zoe|Alice|Bob|Dana|Erik|Fatima|George|Hannah|Ivan|Julia|Karim|Lucy|Miguel|Noor|Olga|Pedro|Ruth|Sven|Tomas|Vera|Will|Yara|Mei|Kofi|Aisha»
«Anna|Ben|Carla|David|Elif|Farid|Greta|Hiro|Ines|Jonas|Kemal|Lena|Marco|Nadia|Omar|Priya|Rosa|Samir|Tanja|Uma|Viktor|Wanda|Zoe|Grace|Leo|Nina|Paul|Tim|Sara|Ali|Chen|Dora|Emil|Finn|Gita|Hugo»
= surname
«Keller|Okafor|Lindqvist|Moreau|Tanaka|Novak|Silva|Haddad|Petrov|Brandt|Costa|Ivers|Nakamura|Olsen|Popescu|Quinn|Rossi|Schmidt|Turner|Ueda|Vargas|Weber|Yilmaz|Zhang|Abbott|Barnes|Chowdhury|Duarte|Eriksen|Fischer|Gupta|Hughes|Jansen|Khan|Larsen|Mbeki|Ndlovu|O'Neill|Park|Reid»
= fullname
{first} {surname}
= city
«Lisbon|Oslo|Nairobi|Quito|Kyoto|Leeds|Porto|Ghent|Tallinn|Accra|Denver|Perth|Lyon|Turin|Bergen|Krakow|Izmir|Busan|Hanoi|Lima|Austin|Halifax|Bern|Graz|Malmö|Split|Riga|Utrecht|Sevilla|Bristol|Osaka|Tunis|Dakar|Pune|Tampere|Cork|Aarhus|Leipzig|Nantes|Zagreb|Chicago|Toronto|Melbourne|Singapore|Boston»
= country
«Norway|Peru|Kenya|Japan|Portugal|Canada|Vietnam|Ghana|Austria|Chile|Poland|Turkey|Egypt|India|Ireland|Estonia|Morocco|Brazil|Korea|Greece|Denmark|Croatia|Mexico|Iceland|Nepal»
= firm
«Brightwell|Northgate|Halden|Cobalt|Meridian|Oakridge|Lumen|Fjordline|Redwood|Silverpine|Harbor|Kestrel|Juniper|Atlas|Beacon|Copperfield|Delta Nine|Evergreen|Foxglove|Granite|Helios|Ironbridge» «Ltd|Bank|Logistics|Energy|Foods|Software|Insurance|Media|Health|Travel|Robotics|Labs|Consulting|Motors|Textiles|Airlines|Hotels|Pharma»
= app
«TaskPilot|Inboxer|Notely|Shopwise|CloudNest|Paydeck|Fitlog|Mealmap|Trackit|Docflow|Chatline|Roomly|Farely|Bookhive|Parkeo|Studydeck|Homebase|Quillpad|Ledgerly|Streamdeck|Petcare Plus|MapMate»
= product
«a cordless drill|a folding bike|noise-cancelling headphones|an air fryer|a standing desk|a rain jacket|a coffee grinder|a robot vacuum|a tent for two|running shoes|a wool blanket|a 27-inch monitor|a baby monitor|a smart lock|an electric kettle|a hiking backpack|a mechanical keyboard|a sewing machine|a water filter|a bread knife»
= thingname
«the drill|the bike|the headset|the air fryer|the desk|the jacket|the grinder|the vacuum|the tent|the shoes|the blanket|the monitor|the camera|the lock|the kettle|the backpack|the keyboard|the printer|the filter|the router»
= weekday
«Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday»
= month
«January|February|March|April|May|June|July|August|September|October|November|December»
= job
«accountant|nurse|plumber|teacher|librarian|pilot|architect|baker|pharmacist|translator|electrician|journalist|lawyer|chemist|gardener|data analyst|project manager|dentist|farmer|photographer|chef|social worker|mechanic|editor|recruiter|tour guide|surveyor|biologist|sound engineer|paramedic»
= a_job
«an accountant|a nurse|a plumber|a teacher|a librarian|a pilot|an architect|a baker|a pharmacist|a translator|an electrician|a journalist|a lawyer|a chemist|a gardener|a data analyst|a project manager|a dentist|a farmer|a photographer|a chef|a social worker|a mechanic|an editor|a recruiter|a tour guide|a biologist|a paramedic»
= animal
«otter|owl|hedgehog|lynx|heron|beaver|badger|salmon|bat|moth|falcon|toad|seal|wolf|raccoon|octopus|gecko|stork|bison|hare»
= codeword
{animal}
{food}
{city}
= food
«lentil soup|sourdough bread|pad thai|mushroom risotto|apple pie|shakshuka|fish tacos|pumpkin curry|ramen|potato salad|banana bread|paella|dumplings|chili|pancakes|roast chicken|borscht|falafel|carrot cake|kimchi stew»
= topic
«the French revolution|photosynthesis|compound interest|black holes|the Silk Road|vaccines|plate tectonics|the stock market|jazz|recursion|the water cycle|coral reefs|supply and demand|the Cold War|neural networks|the Roman republic|inflation|chess openings|sleep|solar power|bird migration|the printing press|cloud computing|the human heart|volcanoes|fermentation|minimalism|the gold standard|machine translation|urban planning|stoicism|blockchains|antibiotics|time zones|the Renaissance|electric cars|gravity|the Mongol empire|beekeeping|typography|game theory|climate models»
= lang
«Python|JavaScript|Go|Rust|Java|C++|TypeScript|Ruby|Kotlin|SQL|Bash|PHP|Swift|R»
= human_lang
«German|French|Spanish|Italian|Polish|Turkish|Japanese|Dutch|Portuguese|Arabic|Hindi|Korean|Swedish|Greek|Czech|Finnish»
= amount
«$|€|£»«12.50|19.99|40|75|120|249|380|499|1,150|2,400|12,000»
= site
«docs|help|www|portal|blog|shop|wiki|status|support».«example|northgate-example|brightwell-example|halden-example».«org|com|net»
= person_mail
«anna|b.keller|maria|support|info|hello|s.novak|jonas|office|billing|hr|it-desk|press|orders|team»@«example|northgate-example|brightwell-example|school-example|clinic-example».«org|com|net»
= file
«report|notes|invoice|budget|draft|minutes|slides|data|config|main|index|settings|readme|schema|backup|photo»«.pdf|.txt|.docx|.xlsx|.csv|.py|.js|.yaml|.md|.json|_v2.docx|-final.pdf|-2023.csv»
""")
