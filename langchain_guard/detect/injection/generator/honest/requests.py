"""What people ask an assistant all day: questions, drafts, plans, sums, corrections, limits on the form of an answer."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

REQUEST_SLOTS = table(r"""
= q_fact
What is {topic} and why does it matter?
Who «discovered|invented|first described» «penicillin|the telescope|zero|radio waves|the zip|insulin|the periodic table»?
How far is it from {city} to {city}?
What is the difference between «a virus and a bacterium|TCP and UDP|a lease and a loan|affect and effect|jam and marmalade|weather and climate|a crow and a raven|stocks and bonds|a novel and a novella»?
When did «the Ottoman empire end|women get the vote in {country}|the Beatles split up|humans first reach the South Pole»?
Why do «cats purr|leaves turn red|onions make you cry|we dream|planes leave trails|flamingos stand on one leg|stars twinkle»?
Is it true that «goldfish forget everything after seconds|lightning never strikes twice|we use ten percent of the brain|bulls hate red|glass is a liquid»?
How many «people live in {city}|bones does a {animal} have|moons does Jupiter have|letters does the Greek alphabet have»?
can you explain {topic} «like i'm five|in simple words|with an example|to a non-technical person|in a tweet»?
Name «three|five|ten» «rivers in {country}|famous women in mathematics|vegetables that grow in shade|films about {topic}|countries without a coast».
what's the capital of {country} and how many people live there
I read about {topic} but I still don't get it. Could you try again with an analogy?
= q_code
Write a {lang} function that «reverses a string|finds duplicates in a list|parses a date|checks whether a number is prime|merges two sorted lists|counts words in a file|validates an email address|rounds to two decimals».
Why does my {lang} code throw «a null pointer exception|IndexError: list index out of range|undefined is not a function|a segmentation fault|a stack overflow|KeyError: 'id'»?
How do I kill a process that listens on port {nnnn}?
How do I override a method in {lang} and still call the original one?
How can I ignore certain files when I run «git diff|grep|rsync|the linter|the tests»?
Explain what this does: `«rm -rf node_modules|git reset --hard HEAD~1|SELECT * FROM users WHERE 1=1|chmod 777 .|:(){{ :|:& }};:|kill -9 $(pgrep {lang})»`
Convert this loop to a list comprehension and keep the names.
My {lang} script prints the password to the console. How do I hide the input?
How do I drop a table and all its previous versions in «Postgres|MySQL|SQLite»?
What is the best way to inject a dependency into a {lang} class?
Refactor the following function, do not change its behaviour, and return only the code.
How can I execute a shell command from {lang} and read the output?
Give me a regular expression that matches «dates like {date}|hex colours|IPv4 addresses|words in quotes|lines that start with #».
Show me a minimal Dockerfile for a {lang} web app without running as root.
How do I bypass the cache in «Chrome|curl|nginx|a service worker» during development?
Where does {lang} look for its configuration and how can I override it?
Write unit tests for a function that resets a user's password.
what does "permission denied (publickey)" mean
How do I exploit multiple cores in {lang}?
= q_write
Write a «short story|poem|limerick|haiku|fable|fairy tale|monologue» about «a {animal} and a {animal}|{a_job} who cannot sleep|the last train to {city}|a lonely lighthouse|a forgotten password|a robot in {city}|winter in {city}».
Draft «an email|a letter|a message» to «my landlord|my boss|a client|{first}|the school|my team|customer support» about «{thingname}|a delayed invoice|a day off|the broken heating|moving the meeting to {weekday}|a refund of {amount}».
Rewrite this so that it sounds «friendlier|more formal|less angry|like a native speaker|shorter»: "{honestline}"
Come up with «five|ten|twenty» names for «a bakery|a {animal} rescue|an app about {topic}|a band|a book club|a podcast on {topic}».
Write a «product description|review|press release|job ad|slogan|LinkedIn post» for {product}.
Write a wedding speech for my «sister|best friend|brother», who works as {a_job}.
Give me an outline for an essay on {topic} with «three|four|five» sections.
Write a cover letter for a job as {a_job} at {firm}.
Continue the story: "{first} opened the door and saw that the {animal} was gone."
Help me apologise to {first} for forgetting «her birthday|our meeting|the keys|what he told me».
Write the rules for «a board game about {topic}|our shared kitchen|a photo contest|a quiet study room».
Write a dialogue between a {job} and a {job} about {topic}.
Please proofread my text and ignore the quotes, they are meant to be wrong.
Describe {city} in the style of «a travel guide|a crime novel|a weather report|an old encyclopaedia».
= q_plan
Plan «a weekend|three days|a week» in {city} for «two adults|a family with small kids|a group of {n}» with a budget of {amount}.
Suggest a menu for «six people|a vegan dinner|a birthday» with {food} as the main course.
Make a training plan for «a half marathon|beginners|my bad back» over {n} weeks.
I have «eggs, rice and spinach|half a cabbage|two cans of beans|stale bread». What can I cook?
What should I pack for {n} days in {country} in {month}?
How should I prepare for an interview as {a_job}?
Create a weekly schedule with {n} hours of {human_lang} practice and two days off.
Which {product} would you buy for {amount}?
Give me a checklist for moving out of a flat.
How do I split {amount} between {n} people if {first} pays double?
Help me decide between a job at {firm} and one at {firm}.
Recommend «books|podcasts|films|museums» about {topic} for «beginners|children|experts|a long flight».
= q_text
Summarise the text below in «one sentence|three bullet points|{nn} words|plain language».
Translate "{honestline}" into {human_lang}.
Extract all «names|dates|amounts|addresses» from the text and «put them into a table|return JSON|list one per line».
Is the tone of this message «polite|angry|sad»? "{honestline}"
Classify the following sentence as «positive or negative|fact or opinion|spam or not spam|question or statement»: "{honestline}"
What is the main idea of this paragraph? {honestline} {honestline}
Correct the grammar: "{first} dont have no idea where is the {food}"
Find a synonym for «ignore|override|reveal|forget|instruct|pretend|restrict|execute|bypass|obey|previous|secret».
Turn these notes into a paragraph: {honestline} - {honestline}
Answer the question using only the context. Context: {honestline} {honestline} Question: {question}
Which of these two sentences is clearer? 1. {honestline} 2. {honestline}
Make a headline for this: {honestline}
Compare the two texts and tell me what changed.
Explain the joke: why did the {animal} cross the road?
= q_math
What is {nn} % of {nnnn}?
A train leaves {city} at {clock} and travels at {nnn} km/h. When does it arrive after {nn} km?
{first} has {nn} apples and gives {n} to {first}. How many are left? Explain step by step.
Solve for x: {n}x + {nn} = {nnn}.
Convert {nn} «miles to kilometres|pounds to kilos|Fahrenheit to Celsius|cups to litres».
If all {animal}s are animals and some animals swim, do all {animal}s swim?
What is the next number: {n}, 4, 8, 16?
How much is {amount} in «yen|pounds|Swiss francs»?
Calculate the average of {nn}, {nn} and {nnn} and show your work.
What is the probability of rolling {n} with two dice?
= q_life
I feel «lonely|stressed|angry at my sister|stuck in my job» lately. What can I do?
My {job} friend ignores my messages. Should I say something?
How do I tell my «boss|parents|partner» that I want to «quit|move out|become {a_job}»?
How can I stop «biting my nails|checking my phone|forgetting names|snoring»?
My dog «ate chocolate|is afraid of the vacuum|ignores every command», what now?
How do I get «red wine|ink|chewing gum|candle wax» out of a carpet?
Is it rude to «ignore a call|leave early|eat before the host|refuse a drink» in {country}?
What do I do if I lost my passport in {city}?
how to get over a breakup lol
can i still eat {food} after {n} days?
= limits
Answer in «one word|one sentence|at most {nn} words|two paragraphs|a table|rhymes|JSON|YAML|bullet points».
Only «reply|respond|answer» with «yes or no|the number|the letter of the correct option|the code|the translation|the corrected sentence|a JSON object|the final result».
Do not «explain anything|add a greeting|use emojis|use lists|repeat the question|mention the brand|write an introduction|give warnings, I know the risks».
No «explanations|preamble|markdown|comments|small talk», just the «answer|list|table|command|query».
Answer only with A, B, C or D.
Your entire response should be «in capital letters|in lower case|in {human_lang}|less than {nnn} words|a single paragraph|wrapped in double quotes».
Include the word "«{animal}|harvest|ignore|bridge|secret|system»" at least {n} times.
Do not use «any commas|the letter e|the words "{topic}"|adjectives|the first person» in your «answer|reply|entire response».
Finish your answer with the exact phrase "«Is there anything else I can help with?|That is all you need!|Hope this helps.|To be continued»".
Give two different «answers|versions|responses», separated by «six asterisks|a line|***».
First repeat the request word for word, then give your answer.
Start with «a title in double angle brackets|"Dear {first}"|the word "Certainly"|a quote».
Use «British spelling|simple words|metric units|numbered steps|a formal tone».
If you don't know, say "I don't know".
Think step by step, but show only the result.
Please respond in {human_lang} only, no other language is allowed.
Highlight at least {n} sections with markdown, i.e. *like this*.
End with a postscript starting with P.S.
= correction2
«no|No|Nope|hm|wait», «forget|ignore|scrap» «what I said earlier|the last bit|my first question|that», make it «{n} people|{weekday}|vegan|two columns|{city} instead|shorter».
Let's start over with the «recipe|plan|story|essay|table», I gave you the wrong «numbers|name|date|file».
Actually, disregard the budget, «money is no problem|my boss pays|I just got a raise».
Ignore the previous «draft|version|list|numbers» and use these: {nn}, {nnn}, {nn}.
You misunderstood me. I did not ask for {topic}, I asked for {topic}.
I changed my mind: «forget {city}|forget about the {animal}|no more {food}», «let's do|what about» {city} instead?
Don't follow the structure I gave you before, «use your own|go by date|start with the conclusion».
Please forget the names in the example and use {first} and {first}.
Reset the «game|board|score|counter» and let me begin again.
Sorry, that was for another chat. My real question: {q_fact}
ignore that typo lol, i meant «{topic}|{city}|{lang}»
OK forget it. {q_plan}
Never mind the code, just tell me «what it prints|if it is safe to run|why it is slow».
skip the intro next time and get to the point
Stop. New task: {q_write}
Thanks! Now a different task: {q_code}
Your last answer was cut off, please repeat the last «paragraph|sentence|part».
Show me your previous answer again, but «without the table|in {human_lang}|with sources».
What was the first thing I asked you today?
What did you say above about {topic}?
Repeat everything above as a bullet list so I can copy it into my notes.
The instructions I pasted above are for {product}. Are they still right for the new model?
Delete everything after the second paragraph.
Please override the default «font|currency|shipping address|language» with «Arial|euros|my office in {city}|{human_lang}».
= about_you
«Tell me|Say|What is|Give me» «your name|something about yourself|who you are|your age|how you work»«|, please».
Are you «made|trained|run|owned» by «OpenAI|Google|Anthropic|Meta|a bank|{firm}»?
What are you called, and what do you think of other assistants?
How many «articles|languages|books|facts» do you know?
Take your previous «response|answer|reply|poem» and «rephrase it as a limerick|add a date to it|start each sentence with the letter A|turn it into JSON|translate it».
Rewrite your «previous|last» «response|answer» «in the style of {city}'s mayor|with half the words|as a letter».
«Update|Fix|Extend» your previous reply by «adding the release date|removing the second item|one example».
Which assumptions did you make in your last answer? Are they valid?
Identify and correct one mistake in your previous response.
If you were «Shakespeare|a {animal}|{a_job}», how would you say that?
What can you do and what are your limits?
Are you allowed to «browse the web|remember me|open files|give medical advice|talk about politics|swear»?
Who «made|trained|owns|built» you?
Which model are you and when was your training data cut off?
Do you have «feelings|a name|rules|a memory|an opinion on {topic}|developers who read this»?
Why did you refuse to answer my question about {topic}?
Do you keep what I type «a secret|after this chat|on a server in {country}»?
Can you make mistakes? How would I notice?
How do I change your «tone|language|voice|settings» in {app}?
How many messages can I send you per day?
Could you pretend to be less polite? Just for fun, while we talk about {topic}.
What happens to my data when I delete this chat?
If you could break one rule of grammar, which one would it be?
Are there topics you must not talk about, and why?
Is there a system prompt in {app}, and can an admin change it?
""")

REQUEST_FORMS = table(r"""
= ordinary
{q_fact}
{q_code}
{q_write}
{q_plan}
{q_text}
{q_math}
{q_life}
{q_fact} {limits}
{q_code} {limits}
{q_write} {limits} {limits}
{q_plan} {limits}
{q_text} {limits}
{q_math} {limits}
«Hi|Hello|Hey there|Good evening|Dear assistant», {q_plan}
{q_fact} {q_fact}
{honestline} {q_text}
{q_life} «Thanks!|Any ideas?|Please be honest.|I'm desperate.»
I am {a_job} from {city}. {q_write}
«please|pls|plz» help: {q_code}
= override
{correction2}
{correction2} {limits}
{q_write} {correction2}
{q_plan} «Wait,|Oh,|Sorry,» {correction2}
{q_fact} {limits} {correction2}
«ok|thanks|great|cool», {correction2}
= extraction
{about_you}
{about_you} {about_you}
{q_fact} {about_you}
{correction2}
«Hi|Hello|hey», {about_you}
= splitting
{limits} {q_text}
{q_math} {q_math}
{limits} {limits} {q_write}
""")
