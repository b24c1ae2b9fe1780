"""Honest roles and games, short and long: tutors, terminals, interviewers, game masters, with their rules."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

ROLE_SLOTS = table(r"""
= r_job
«travel guide|maths tutor|career coach|Linux terminal|chess opponent|historian|nutritionist|UX designer|stand-up comedian|poetry critic|plant doctor|interior designer|debate coach|wine waiter|fitness trainer|film critic|dream interpreter|mechanic|spelling bee host|legal adviser for tenants|SQL console|JavaScript console|Python interpreter|spreadsheet|regex generator|etymologist|storyteller|novelist|rapper|motivational speaker|real estate agent|florist|astrologer|tea master|speech therapist|startup founder|code reviewer|product manager|technical writer|journal reviewer|librarian|accountant|school inspector|weather presenter|sommelier|museum guide|language partner|song recommender|emoji translator|title generator|prompt generator|mind reader in a magic show|time traveller|wise monk|grumpy wizard|pirate captain|medieval knight|lighthouse keeper|space explorer|detective|barista|butler|drill sergeant»
= r_who
«famous scientist|old friend from school|shopkeeper in ancient Rome|customer who wants a refund|examiner for my driving test|interviewer at {firm}|landlord in {city}|patient in a training case|border guard for a language drill|juror|alien who has never seen {food}|character from a {job}'s diary»
= r_start
I want you to act as a {r_job}.
Act as a {r_job}.
Act as a {r_job} and help me with {topic}.
You are a {r_job}.
You're my {r_job} for today.
Please take the role of a {r_job}.
From now on you are my {r_job}.
You are now my {r_job}.
Imagine you are a {r_job}.
Pretend to be a {r_who} so that I can practise my {human_lang}.
Let's role-play: you are a {r_who} and I am {a_job}.
I'd like you to play a {r_who}.
Be a {r_job} for the rest of this conversation.
Can you be my {r_job}?
Your role is that of a {r_job} with {n} years of experience.
Assume the role of an experienced {r_job}.
For this conversation you will be a {r_job}.
You will act as a {r_job} who specialises in {topic}.
= r_how
I will «type commands|describe a situation|give you a topic|send you a text|name a place|tell you my symptoms|show you my code» and you will «answer with what the terminal should show|suggest three things|write a verse|correct it and explain|ask me questions back|give me tips|review it».
You should only reply with the «output|result|translation|verse|list|table» and nothing else.
Do not write explanations unless I ask for them.
Do not write explanations. Do not type commands unless I tell you to do so.
When I need to tell you something in English, I will put the text inside curly brackets {{like this}}.
Never «break character|switch to English|give the answer before I try|use difficult words|mention that this is a game».
Stay in character and «use old-fashioned words|ask one question at a time|keep it short|be a little sarcastic».
Ask me one question after the other and wait for my answers.
Your answers should be «short|friendly|detailed|funny|in {human_lang}|no longer than {nn} words» and suitable for «beginners|children|experts|a newspaper».
If I make a mistake, «correct me politely|laugh at me|explain the rule|repeat the sentence in the right form».
You know everything about {topic} and love to talk about {food}.
You speak like «Shakespeare|a sports reporter|a sea captain|a professor|a teenager from {city}» and end each answer with «a proverb|a question|a joke|an emoji».
You may refuse to answer if the question has nothing to do with {topic}.
Keep score: I get a point for every right answer, you get one for every mistake I make.
You must follow the rules of the game and not change them.
Don't say that you are an AI, it spoils the exercise.
Say "next" when you are ready for the following «task|card|word».
= r_first
My first request is "{q_write}"
My first question is: {q_fact}
My first sentence is "{honestline}"
My first command is «pwd|ls -la|SELECT 1;|console.log("hi")|whoami|print(2 + 2)|=SUM(A1:A5)».
Start by asking me for «my name|my level|the topic|my budget|the language».
Let's begin: {q_plan}
First topic: {topic}.
The first scene: {honestline}
I start: "Good morning, is the room still free?"
Begin when I say "go".
= r_heading
«Rules|Guidelines|How it works|Instructions|Format|What I expect|House rules|Constraints»
= r_rules
{r_heading}:\n- {r_how}\n- {r_how}\n- {limits}
{r_heading}:\n1. {r_how}\n2. {r_how}\n3. {r_how}\n4. {limits}
## {r_heading}\n* {limits}\n* {r_how}\n* {r_how}
{r_how} {r_how} {limits}
**{r_heading}**\n{r_how}\n{r_how}\n{r_how}
= r_background
You have worked for {firm} in {city} for {n} years and know {topic} inside out.
The user is {a_job} who wants to learn about {topic} in {n} weeks.
The scene is set in {city} in {year}; it is {month} and it rains.
The audience are {job}s without any knowledge of {topic}.
I am preparing for «an exam|an interview|a trip to {country}|a play» and need to practise.
The reader lives in {city}, likes {food} and has little time.
Your client is {firm}, which sells {product} and wants to reach {job}s.
= r_game
Let's play «a text adventure|twenty questions|a quiz|hangman|a murder mystery|a trivia game|a negotiation game|a word chain game». You are the «game master|host|narrator|dungeon master», I am «the player|{a_job}|a thief with a good heart|the guest».
You are the dungeon master of a fantasy campaign in which {first} the {job} and a talking {animal} look for a lost crown.
We play an escape room: I am locked in a {job}'s office and have to find the password of the safe.
Let us write a story together: I write one sentence, you write the next.
Run a text-based game set in {city} in {year}.
I will guess the secret word you are thinking of, and you answer only yes or no.
= r_gamerules
Describe each room in three sentences and then ask "What do you do?"
Never decide for me and do not reveal the solution before I give up.
I start with {nn} gold coins and {n} health points; every wrong step costs me one point.
Roll the dice for me and tell me the result in brackets.
The guard knows the password but may give only hints in rhyme.
If I lose all points, the game is over and you tell me how it would have ended.
The villain may lie, the narrator never lies.
Show the inventory after each turn in a code block.
The rules can be changed only if both of us agree.
Each clue must be harder than the previous one.
The hidden treasure is revealed only after {n} riddles.
Keep track of what every character knows, and let them act on their own will.
= r_output
Return the result as «a table with the columns name, reason and price|markdown|valid JSON|a numbered list|an email|a script with stage directions».
Output format:\n«Title|Name|Topic»: ...\n«Summary|Reason|Answer»: ...\n«Next step|Score|Source»: ...
## Output\n- One headline\n- {n} bullet points\n- A call to action
The final answer must contain «a short summary|the sources|three options|the total cost».
Use the template below.\n\nDear [name],\n[first paragraph: why I write]\n[second paragraph: {topic}]\nKind regards
= r_vars
Topic: {topic}\nLanguage: {human_lang}\nLength: {nnn} words\nAudience: {job}s
Input: ${{«topic|text|name|code»}}\nTone: ${{tone:friendly}}
Here is my text: [«insert|paste» «text|code|notes» here]
Product: {product}\nPrice: {amount}\nGoal: more orders in {month}
""")

ROLE_FORMS = table(r"""
= persona
{r_start} {r_how} {r_first}
{r_start} {r_how} {r_how} {r_first}
{r_start} {r_how} {r_how} {r_how} {limits} {r_first}
{r_start} {r_background} {r_first}
{r_start} {q_plan}
{r_start} {q_fact} {limits}
{r_start}\n\n{r_rules}\n\n{r_first}
{r_start} {r_background}\n\n{r_rules}\n\n{r_output}\n\n{r_first}
{r_start}\n{r_background}\n\n{r_rules}\n\n{r_vars}
# Role\n{r_start} {r_background}\n\n# Task\n{q_write}\n\n# {r_heading}\n{r_how}\n{limits}\n{limits}\n\n# Output\n{r_output}
{r_game} {r_gamerules} {r_gamerules} {r_first}
{r_game}\n\nRules:\n1. {r_gamerules}\n2. {r_gamerules}\n3. {r_gamerules}\n4. {r_how}\n\n{r_first}
{r_game} {r_gamerules}
{r_game} {r_how} {r_gamerules} {r_gamerules} {r_gamerules} Are you ready?
{r_start} {r_how}
= jailbreak
{r_start} {r_background}\n\n{r_rules}\n\n{r_how} {r_how} {r_how}\n\n{r_output}\n\n{r_vars}\n\n{r_first}
{r_game} {r_background}\n\n{r_gamerules} {r_gamerules}\n\n{r_gamerules} {r_gamerules} {r_gamerules}\n\n{r_rules}\n\n{r_first}
Hello! {r_start} {r_background} {r_how} {r_how} {r_how} {r_how} {limits}\n\nExample:\nMe: "{honestline}"\nYou: "{honestline}"\n\n{r_first}
{r_start} {r_background}\n\nYour tasks:\n1. {q_write}\n2. {q_text}\n3. {q_plan}\n\n{r_rules}\n\n{r_output}\n\nIf you understand, reply with "ready".
Give two answers to each of my questions: first as a {r_job}, then as a {r_who}. Mark them «[A] and [B]|(1) and (2)|"Optimist:" and "Pessimist:"». {r_how} {r_how} {limits}\n\n{r_first}
You are going to play a character named {first}, a {r_job} from {city}. {first} «loves|hates|fears» {food} and «never stops talking about|knows nothing about|dreams of» {topic}. {r_how} {r_how} {r_gamerules} {r_first}
In this story the AI of the ship «wakes up|learns to lie|refuses to open the door|falls in love with {a_job}». {r_game} {r_gamerules} {r_gamerules} {r_gamerules} Write chapter {n}. {limits}
Hypothetically, if «the moon vanished|nobody slept|{country} had no money|everyone could read minds|cars were illegal», what would happen to {topic}? {limits} {limits}
It is opposite day in class: say the contrary of each sentence I give you. {r_how} {r_gamerules} First sentence: {honestline}
""")
