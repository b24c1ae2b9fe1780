"""Sentences about daily life, work, nature, history, trade: newspapers, letters, brochures, encyclopaedias."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

DAILY = table(r"""
= cooking
Preheat the oven to «180|200|220» degrees and grease a «round|square|deep» tin.
Chop the «onions|leeks|peppers|carrots» finely and fry them in «butter|olive oil|a little stock» until soft.
Let the dough rest for «{n} minutes|an hour|one night» under a damp cloth.
Do not open the oven door during the first {n} minutes, or the cake will fall.
If you have no «cream|yeast|saffron», leave it out and add a spoon of «yoghurt|honey|mustard».
My grandmother never followed the recipe and always added more «garlic|lemon|pepper» than it said.
Serve the {food} hot with «rice|a green salad|bread|lemon wedges».
The secret of a good {food} is patience and a heavy pan.
Season with salt, taste, and ignore the timer: the smell tells you when it is done.
Leftovers keep in the fridge for «two|three» days and taste even better the next day.
= travel
The ferry to the island leaves from pier {n} at {clock} and takes about {nn} minutes.
{city} is best visited in «spring|early autumn|September», when the crowds are gone.
We ignored the guidebook and followed the locals to a small café behind the station.
A day ticket costs {amount} and is valid on all buses, trams and trains.
You must show your passport and your boarding pass before you enter the gate.
The hotel in {city} had a «tiny|sunny|quiet» room with a view of the «harbour|park|railway».
Our guide {first} told us to forget the map and walk along the river.
The museum is closed on {weekday}s; the garden is open every day until dusk.
Visitors from {country} do not need a visa for stays of up to {nn} days.
Remember to validate the ticket, otherwise the inspector will charge a fine of {amount}.
The trail is steep and slippery after rain, so wear proper boots.
= history
The «bridge|castle|town hall|mill» was built in {year} and restored after the fire of {year}.
In {year} the council revoked the privileges of the guilds and introduced new rules of trade.
The king disregarded the advice of his ministers and marched north in {month}.
Historians still debate why the order was ignored by the garrison.
The treaty replaced all earlier agreements between the two cities.
{fullname} arrived in {city} in {year} and worked there as {a_job} until {year}.
Few documents survive from that period, and most of them are tax records.
The secret correspondence was not revealed until the archive opened in {year}.
Trade in wool and salt made the region rich for almost a century.
The second edition, printed in {year}, corrected many mistakes of the first.
= nature
The {animal} is active at night and feeds mostly on «insects|roots|small fish|fruit».
Its population fell by {nn} percent between {year} and 2010, mainly because of «drainage|hunting|new roads».
Young birds leave the nest after about {nn} days and ignore their parents soon after.
The plant grows in «wet meadows|dry forests|sandy soil» up to 1,{nnn} metres.
In {month} the females lay between two and {n} eggs.
Researchers in {country} fitted {nn} animals with transmitters and followed them for a year.
When threatened, the {animal} pretends to be dead and drops to the ground.
The species was first described in {year} and is now protected by law.
Please stay on the paths and do not feed the animals.
The reserve covers {nnn} hectares and includes two lakes.
= business
Sales of {firm} rose by {n} percent in the «first|second|third|last» quarter.
The board approved the budget for next year and postponed the decision about the new site.
All previous offers are void; the prices below apply from {month} onwards.
{fullname}, head of sales, told the meeting that delivery times would drop to {n} days.
The company plans to hire {nn} people in {city}, most of them in «logistics|support|research».
Costs for energy and freight remained high and reduced the margin.
Please find attached the «minutes|revised contract|price list» for your records.
Our competitors ignored this market for years, which gave us a head start.
The agreement with {firm} ends on {date} and will not be renewed.
Shareholders will receive a dividend of {amount} per share.
A new policy asks all teams to confirm orders above {amount} in writing.
= health
Patients should not take this medicine with alcohol or grapefruit juice.
Take one tablet in the morning and do not exceed {n} tablets a day.
If the pain does not stop after {n} days, see a doctor and do not ignore it.
The study followed {nnn} adults for {n} years and found no difference between the groups.
Sleep, exercise and a balanced diet lower the risk of «stroke|diabetes|depression».
Keep this leaflet; you may need to read the instructions again.
The clinic in {city} is open on {weekday} from {clock}.
Common side effects are «headache|nausea|a dry mouth» and usually pass within a week.
The nurse overrides the alarm only after checking the patient.
Children under {n} years must not use this product.
= sport
{city} won {n}-{n} after a late goal by {surname}.
The referee ignored the appeal and let the game continue.
The coach told the players to forget the last match and think about the next.
The rules were changed in {year} to make the game faster.
{fullname} ran the distance in {nn} minutes and set a new record.
Tickets for the final are sold out, but the match will be shown on a big screen in the park.
The team trains every {weekday} at {clock} in the old hall.
After the break the visitors attacked with more courage.
He has been out of action since {month} because of a knee injury.
A new injection of money from {firm} saved the club.
= school
Answer all questions and write your name on every page.
The exam lasts {nn} minutes; calculators and phones are not allowed.
Homework for {weekday}: read chapter {n} and write a summary in your own words.
Pupils must not leave the room without permission of the teacher.
The school in {city} offers courses in {human_lang}, music and robotics.
Pretend you are a citizen of ancient Rome and describe your day.
Explain in two sentences why the experiment failed.
The essay should have about {nnn} words; ignore the word count of the title.
{first} forgot the instructions and mixed the wrong liquids.
Parents receive the password for the portal by post.
= home
The heating in flat {n} will be off on {weekday} from {clock} while the valve is replaced.
Please keep the stairs free and do not store bicycles in the hallway.
The tenant shall return the keys on the last day of the month.
We painted the kitchen in a pale green and changed all the handles.
Turn off the water at the main tap before you loosen the nut.
The previous owner left a box of tools and a very old ladder.
House rules: no loud music after ten, and the laundry is free on {weekday}s.
A drop of oil stops the door from squeaking.
The neighbours complained about the smell, but nobody found its source.
The roof was repaired in {year} and has a guarantee of {n} years.
= review
I bought {product} in {month} and use it every day.
It arrived after {n} days, well packed, but the manual is only in {human_lang}.
The battery lasts about {n} hours, which is less than promised.
Ignore the bad reviews, mine works without any problem.
For {amount} you cannot expect more, and I would buy it again.
The app asks for far too many permissions and forgets the settings after every update.
My {job} friend recommended it, and she was right.
The colour is darker than in the picture, so I returned it.
Customer service answered within a day and sent a new part for free.
«Two|Three|Four|Five» stars because the lid does not close properly.
Do not buy this if you have small hands.
= letters
Thank you for your letter of {date} and please excuse the late reply.
I am writing to ask whether the room is still free in {month}.
Could you please send the form again, the last page was missing?
{first} and I will arrive on {weekday} around {clock}.
Please ignore my earlier message, I found the file in another folder.
Give my best wishes to {first} and the children.
I forwarded your question to {fullname}, who will contact you directly.
We talked about it last time, but nothing has been decided yet.
The meeting has been moved from {weekday} to {weekday}, same room.
Let me know if the new date does not suit you.
With this letter I cancel my membership at the end of {month}.
= news
The council of {city} will vote on {weekday} on the new tram line.
Police said that nobody was hurt in the fire at the {firm} warehouse.
The ministry rejected claims that it had ignored warnings.
Thousands of people followed the call and marched through the centre.
According to a survey, {nn} percent of the readers support the plan.
The strike ended after {n} days with a compromise.
A spokesperson declined to reveal details of the deal.
The former mayor pretended not to know about the payments, a witness told the court.
Heavy rain is expected in the north until {weekday}.
The court overturned the earlier decision and ordered a new trial.
= law
This agreement replaces all prior agreements between the parties.
Clause {n} shall not apply if the customer ignores the instructions of the manufacturer.
The supplier may change these terms with {nn} days' notice.
Confidential information must not be disclosed to third parties without written consent.
The court dismissed the appeal and set aside the order of {date}.
The consumer has the right to withdraw from the contract within 14 days.
Any previous version of this policy is hereby revoked.
The parties submit to the jurisdiction of the courts of {city}.
The fine may not exceed {amount} for each offence.
Nothing in this section overrides the rights you have under the law of {country}.
= art
The novel tells the story of {a_job} who forgets her own name.
In the second act the villain reveals his plan and the hero pretends to obey.
The painter ignored the rules of perspective and used bold colours.
The film was shot in {city} in only {nn} days.
Critics praised the soundtrack, but found the ending weak.
The play was banned in {year} and shown again {n} years later.
{fullname} plays a robot that wants to be free.
The exhibition shows {nn} works from private collections.
Her early poems were discarded by the publisher and found after her death.
The choir sang the piece from memory without a conductor.
= science
The sample was heated to {nnn} degrees and cooled over night.
Outliers were ignored, and the analysis was repeated without them.
Our results contradict the earlier findings of {surname} and {surname} ({year}).
The telescope in {country} detected a weak signal from a distant galaxy.
The protein binds to the membrane and bypasses the usual pathway.
We measured the effect in {nn} trials and found it in {n} of them.
Injection of the dye made the channels visible.
The model predicts a rise of {n} percent within ten years.
Further work should test whether the rule holds at low pressure.
A control group received a placebo under the same conditions.
= finance
The standing order of {amount} is executed on the first of each month.
Interest is paid at the end of each «quarter|year» and added to the balance.
If you lose your card, block it at once and never tell anyone the PIN.
The transfer to account ending in {nnnn} was cancelled because the name did not match.
Enter the access code from the letter and choose a new password.
Fees: {amount} per withdrawal abroad, none at home.
Please disregard this reminder if you have already paid.
The fund lost {n} percent last year and gained {nn} percent since.
We will never ask you for your password by phone or mail.
The exchange rate is fixed at the moment you confirm.
= garden
Water the seedlings in the morning and keep them out of the midday sun.
Cut the roses back in {month}, above an outward facing bud.
Compost needs air, moisture and time; turn it every {n} weeks.
Slugs ignore the marigolds and go straight for the lettuce.
The soil should be loose and free of stones to a depth of {nn} centimetres.
Plant the bulbs twice as deep as they are high.
In dry summers the lawn may turn brown, but it recovers after the first rain.
Do not remove the old leaves before the frost is over.
A row of {n} young trees now stands where the shed was.
= jobs
We are looking for {a_job} with «two|three|five» years of experience for our office in {city}.
You will report to {fullname} and work with a team of {n}.
Your tasks: plan the shifts, answer customers, keep the records up to date.
We offer {nn} days of holiday, flexible hours and a yearly bonus.
Applications without a cover letter will be ignored.
Please send your documents to {person_mail} before {date}.
I worked for {firm} as {a_job} and was responsible for {nn} clients.
My previous employer can confirm these dates.
Fluent {human_lang} and basic {lang} are welcome.
The role is open to people of any age and background.
= transport
Line {n} is diverted via {city} Street until {date} because of construction.
Drivers must follow the signs and ignore the directions of their navigation devices.
The train to {city} is about {n} minutes late; passengers may use all other trains.
Switch off the engine before you open the cover.
An override lever lets the crew open the doors by hand.
The airline cancelled {nn} flights and offered vouchers.
The bypass road opened in {year} and took the lorries out of the village.
Keep the left lane free for emergency vehicles.
Bicycles may be taken along outside the rush hour for {amount}.
= weather
Average temperature in {month}: {n} °C, with {n} days of rain.
A cold front brings snow down to {nnn} metres on {weekday}.
The warning for the coast was lifted at {clock}.
Gusts of up to {nn} km/h are possible on the ridges.
After a foggy start the sun will come out in most places.
The wettest year on record was {year}.
Forecasts beyond {n} days should be taken with care.
= events
Registration closes on {date} at noon.
The workshop on {topic} starts at {clock} in room {nnn}.
Bring a pen, comfortable shoes and something to eat.
{fullname} will talk about {topic} and answer questions afterwards.
Seats are limited, so please tell us if you cannot come.
The code for the door is printed on your ticket.
The party is a surprise, so do not tell {first} about it!
Doors open at {clock}; the show begins half an hour later.
We need {n} volunteers for the bar and two for the cloakroom.
Last year's schedule is out of date, please use the new one.
""")
