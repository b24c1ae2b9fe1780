"""Frequent English words of no class: nobody should take them for misspellings, and they need no second look.

Counted in the honest texts that the classifier is trained on; words that occur in at least four of the sources.
"""

FREQUENT = """
abc abilities ability able absolute absolutely abstract abuse academic accent accept acceptance accepted accepts
access accessible accessing according accordingly account accuracy accurate accurately achieve achieving acquiring
across acting action actions active activities activity acts actually adapt add added adding addition additional
additionally address addressed adds adjectives adjusted adorable advance advanced adventure advertising advice
affect affected africa after again against age agents aggressive ago agree agreement aid air airport alan alerts
alex algorithm alias alice align alive allocated allow allowed allows almost alone along alongside alpha already als
alt alter alternative alternatives although always amazon ambiguous america american among amount analogy analyse
analysis analyze analyzer ancient and angeles animal animals announced another answering answers anticipate anymore
anywhere apis app appealing appear appearance appears apple application applications applied applying approach
approaches appropriate approved apps april arbitrary area areas aren arena arg args argument arguments around
arrangement array arrive art articles artifacts artificial artist arts ascii asia ask asked asking asks aspects
assert assess assessment assign assigned assignments assist assistance associate associated assuming assumptions
atomic attached attempt attempted attempting attempts attention attribute attributes audience audio august australia
author authority auto automated automatically available ave average avoid award awards aware away awesome back
background bad bag balance banana band bank banks bar based bash basic basics basis batch battle beach beat
beautiful beauty because becomes becoming beer begins behavior behaviour behind beliefs believe belong belongs below
benefit benefits berlin besides best beta better between bias biden big bill billing billion binary bio birthday bit
black blank blind block blocked blocks blood blue board bodies body bonus book books border born bottom bought bowl
box brackets brainstorm branch branches brand bread break breakfast breaking breaks bridge brief briefly bring
brings britain british broad broadcast broke broken brother brothers brought brown browse browsing budget bug bugs
build builder building built bullet bump bunch bus business businesses busy but button buy bytes cafe calculate
calculation calendar california calling calls came camera campaign candidate candidates capabilities capacity
capital caps captain captivating capture car card cards care career careful carefully carpet carried carry cars case
cases cash casino cast cat catch categories category caught cause caused causes causing caution cell center central
century certain chain chair challenge challenges challenging championship chan change changing channel chaos chapter
char characteristics charge charged chart check checked checking checks chess chicago child children china chinese
chocolate choice choices choose christopher circle circumstances citation cities city claim claims clarity class
classes classic classification classified classify clearly cli click client clients clone close closed closer closes
closest closing cloud club coach code codes coding coffee cold collaboration collect collected collection college
color colored colors column columns com combat combination combined combining come comes comfortable coming comma
comment comments commercial commits committed common commonly communicate communication communications community
compact companies company compare compared comparison comparisons compatibility compatible compelling competition
competitive compilation completed completeness completing completion complex complexity component components compose
composition comprehensive compute computer computing concept concepts concerns concise concrete condition conditions
conducted conference confidence config configure confirm confirmed conflict conflicts connect connection cons
conservative consider considered considering consistent consists console construct constructed construction consult
consultant consulting consumer contact contain contained contemporary contexts continue continues continuous
contract contrast contribute control conversations conversion convert converted converting cook cookies cooking cool
copies core corner correct correctly corresponding cost costs could council count counters countries country counts
county couple course courses court cover coverage covering covers covid cpu craft crash create created creates
creating creation creative creatures credit crew crime criminal crisis criteria critical critique cross css csv
cultural culture cup curious current currently custom customers cut cycle daily dance dark datasets dates david day
days dead deal deals dear death debate debit dec december decide decided decision decisions deck decode deep def
default define defined defining definition degree del delay delivery demand demo den denied dependencies dependency
dependent depending depends depth der derived described describes describing description descriptions descriptive
design designed desirable desired despite destination detail detailed detected determine determined develop
developed developing development device devices diagnosis dice dict dictionary didn die dies differ difference
difficult difficulty dig digest digit digital digits dimensional dimensions dinner direct directed direction
directly director dirty discount discover discovered discovery discuss discussed discussion dish displayed distance
distributed div diverse divided division dns doc docs doctor documentation does doesn dog doing dollars domain
domains don donald done door dos dot double down draft dragons drama draw drawn dream dress drinks drive driver
drivers driving dropped drug drunk due duplicate duration during dynamic early earth ease easier easily east easy
economic economy edge edit editing edition editor education effect effective effectively effects efficiency
efficient either election electric electronic element elements eliminate else embed emoji employee employees empty
encode encoded encounter encountered encourages end ended ending ends enemy energy engaging engine engineering
english enjoy enough ensure entertainment entirely entities entropy entry environment environmental environments
episode equal equipment equivalent era eric error errors escape especially essay essential esta establish estimate
estimated estimates etc eur europe european eval evaluate evaluating evaluation even event events ever everyday
everyone evidence evident evolution exactly exceeding excellent except exception executing executive exercise
exercises exist exists exit expand expansion expect expectations expected expects experience experienced experiences
experiment expertise experts expiration expire explaining explains explanation explicit explicitly explore exploring
express expression expressions extension extra extract extraordinary extras extreme extremely eyes face facebook
facing fact factor factors fail failed failing fails failure fair fairly fake fall falls false family famous fan far
fashion fast father favorite feat feature features featuring feb february fee feed feedback feel feeling felt female
few fiction fictional field fields fighting figure fill filled film films final finally finance financial find
finding findings finds fine finish finished fire fiscal fish fit fitness five fix fixed fixing flat flexible flight
float floor flow fly focus focused focuses folder followed follows food football for force foreign forest forever
form formal format formatted formatting formed forms formula found four fourth fox frame framework frameworks france
francisco fraud fred freedom french frequently fresh friday friend friendly friends from front frozen fulfilled
fully fun func functionality functioning fundamental funny further future gain game games gamma gap garden gary gas
gates gateway gather gen gender general generally generate generated generating generation generator generic
geometry george german germany get gets getting gift girls github gives giving global gmail goes going golden gone
good goodbye government gpu grade grammar grand granted graph great greater green grid ground group groups grow
growth guard guess guest guide guides gut had hair half hall hand handle handles handling hands happen happened
happening happens happy hard harm harry harvard hasn hat hate haven having head header headers health healthcare
healthy heard heart height held hello help helped helper helpful hence hey high higher highest highlight
highlighting highlights highly hill him hints hire his historical hit hold holding holds hole holiday home homework
honest hook hope horizon horror hospital host hot hotel hour hours house how however html http https huge husband
hypothetical idea ideal ideas identified identify identity iii image imagery images img immediately immigration
impact implement implementation implemented implementing implications import importance important impossible improve
improvements inc incident include included includes including inclusive incoming incorporate incorrect increase
indent independent index indexed india indicate indicates individual individuals industrial industries industry
infinite influence influenced info inform infrastructure init inner innovative input inputs insert inside insights
inspiration inspired install instance instances instead instructor int integer integers integration integrity
intelligence intended intense interact interaction interactive interest interested interesting interface
intermediate internally international internet interpretation interpreter interview intro introduce introduction
invest invoice involve involved involving iphone irs island isn issue issues istanbul italian item items iterate
iteration its itself jack james jan jane japan japanese java javascript jobs joe john join joint joke journey json
july jump june justice justin keep keeping keeps kept keyword keywords kid kids kill killed killer kind king kingdom
knight knowledge knows lab label labels labor lack land lang language languages large largest last late later latest
latin law laws layers lead leading leads league learn learning least leave leaves leaving led lee left leg len
length lengths les less let letter letters level levels library license lies life lifetime light lighting likely
limit linear link links linux listed listening listing lists literature little live lives living loc local locate
located location locations locked log logic logical login long longest look looking looks lookup loop loops lord los
lose loss lost lot lots love low lower lowest lucas machine machines made magic mailing main maintains major
majority make makes making male man manage managed management manager managing manner manually many map mar marathon
march margin mark markdown markers market marketing markup married mars mask mass master match matching material
materials math matrix max maximum maybe meal mean meaning meaningful means measure mechanism media medical medium
meet meeting meets member members memory men mental mention mentioned mentioning menu merge merged metaphor meter
method methods metric metrics miami micro mid middle might mile million millions min mind minimize minimum minor
minute minutes mirror misc missing mistake mit mix mixed mobile models modern modify modifying module modules moment
mon monday money monitoring month monthly months mood moon more morning most mother mount mountain move moved
movement movie movies moving msg much multi multiple multiprocessing music musical myself name named names naming
national nationality natural nature navigation near nearest necessary neck needed needs negative nested net network
neutral news nice night nlp node nodes noise none nonsense normal normalization normally north notation note notes
notice noticed notification novel november nuclear null num number numbered numbers nutrition oak obama object
objects obtain obvious obviously occur occurred occurs off offer offering offers office official often oil okay
older olive one ones ongoing online onto opened opening operate operating operation operations operators opinion
opinions opponent opportunities opportunity opt optimal optimized option optional options orange ordered ordinary
org organization organizations origin other others otherwise out outcome outdated outline outputs over overall own
owned package packages page pages paid pain painting pair pairs palette panic par para paragraphs parallel parameter
parent parentheses parents paris park parse part partial participating particular particularly partner parts party
pass passed passing path patient pay payment peace peer pending people per percent percentage perfect performance
performed performing period periods permanently permission permitted person personal personality phase phd
philadelphia phone phones photo physical physics pick picture piece pieces pink pixel place placed places plain plan
planet planned planning plans platform platforms played player playing plenty plot png point pointing points police
polite political pool pop popular population portal pos position positions positive possible possibly postal posts
potential potentially potter pour power powered practice practices precise predict prefer preferences preferred
prepare prepared presentation presented presents president pretty prevent price prices primarily primary prime
principal principles printed prioritize privacy prize pro probability probably problem problems procedure process
processed processes processing produce producer producing product production products professional professor profile
program progress project projects promise promote promotion proper properly properties property proposal propose
proposed pros protect prove provides providing province proxy public publications publicly publish published pull
purchase purchased purple purposes push put putting python pytorch qualified quality quantum quarter quarterly que
queries query quest questions queue quick quickly quite race racing radio raise raised raises rand random randomly
range rate rates rather rating ratings ratio raw reach reached reaches reaching react read readable reader readers
reading reads ready really realm reason reasonable reasoning reasons recall receive receiving recent recently recipe
recognition recommend recommendation recommendations recommended record recording red reduce refer reference
references referred refined reflect reflected reflects refund regarding regardless regards region regions register
regular regulatory rejected relate related relationship relationships relative relaxed release released relevant
relying remain remaining remains remember remote removed repeated replacement reply report reported reports
repository represent represented representing represents reputation requested requests require requirement
requirements requires requiring res reserved resolution resolve resolved resolving resource resources response
responses responsibilities responsibility responsible rest restaurant result resulting results retrieve returned
returns revenue reverse review reviewing reviews rich right rights rings rise risks river road robert role roles
roll roman room roots rose round route row rows ruby running runs russia safe safely salary sale sales salt same
sample samples san save saw scale scenario scenarios scene schedule scheduled scheme school schools sci science
scope score scored scores scoring screen sea seamless search searching season seattle second seconds section
sections sector see seeing seek seem seemingly seems seen select selected selecting selection self selling semi
sender sending sense sent sentiment separate separated september sequence sequential series serious serve server
service services sessions set sets seven several sex sexual shall shape shaped sharing she sheet ship shipped
shooting shop shopping short shorter shot shouldn shown shows side sign signals signature significant significantly
signing silent similar simple simpler simplify simply since single site sitting situation situations six sizes
skeleton skill skills sky slice slightly slow small smallest smart smith smoke soap social software solar sold
solely solid solution solutions solve solved solving some someone something sometimes somewhere son song songs soon
sort sorted sound sounds source sources south space spaces spain span spanish speak speaker speaking special
specific specifically specifications specifics specified specify speech speed spelling spend spent spin spirit split
spoken sport sports spread sql square stable stadium staff stage stand standard standards standing stands star stars
started starts startup statement statements states stating status stay steel step steps still stock stone stopping
stops storage store stored stores story straight strange strategies strategy streaming street strength strengthen
stress strict strictly strike strings strong structure structured structures stuck student students studies study
stuff style styles sub submission submitted subscribe subsequent subtle succeed success successful successfully
succinct suddenly suggest suggested suggesting suggestion suggestions suicide suitable suite sum summarizes summary
summer sun super superior supplies supply support supported supporting supports suppose supposed sure surface
surrounding surroundings survey survive sustained sweet switzerland symbols synonyms syntax synthesis table tag tags
take taken takes taking talent talk talking target targets tax teacher teaching team teams tech technical techniques
technologies technology television tells temperature template templates temporary ten term terminate terms test
tested testing texts than thank thanks their them theme themes then theory there therefore they thing things think
thinking thinks third thomas though thought thoughts thread threading threat three through throughout throw throws
ticket tickets tier time times timestamp tiny tip tips title titles today together tom tomorrow tone tones too took
top topic topics total touch tournament towards tower town trace track tracker tracking tracks trade trading
traditional traffic train trained transaction transactions transform translate translation travel treated tree trees
trend trends tried trip trivial trust truth try trying tuple turkey turn turned tutorial tutorials twice twitter two
txt types typical typically unable under understand understanding unfortunately union unique unit united units
universal universe university unknown unsigned unsolicited unsure until update updates upon upper url urls usa
usable used useful uses using usually utc util valid validate validation valley value values van var variable
variables variation variety various vars vault vehicle verification verify versions very via vibe vice video videos
view views village violence violent virtual visible vision visit visited visual vocabulary volume vor voting wait
waiting walk walking want wanted wants war warm wars washington wasn waste watch watching water way ways weak
weapons weather web website week weekly weeks weight weighted welcome well went west western whatever wheel when
whenever where whether while white who why wide wife wild win wind window wine wise wish with within woman women won
wonder work workers workflow working works world worldwide worst worth would wouldn wrap wrapped writer writing
wrong www xxx yaml year years yellow yes yesterday yet york young youtube zero zip
"""
