"""Sentences of technical documents: passwords, keys, configuration, releases, support, models, security."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

TECHNICAL = table(r"""
= passwords
Passwords must have at least {n} characters and are stored as salted hashes.
Set the initial password with `«app|srv|admin» user add --password-stdin` and change it at the first login.
If you forget the admin password, stop the service and run `«reset-admin|passwd --reset|set-password admin»` on the host.
The default user is `admin` and the default password is `«changeme|admin|password»`; change both before you go live.
Never commit passwords, tokens or private keys to the repository.
The reset link is valid for {nn} minutes and can be used once.
To show the password while you type, click the eye symbol.
Users who are locked out after {n} failed attempts can be unlocked in the admin panel.
The secret is read from the environment variable `«DB|APP|SMTP|REDIS»_PASSWORD` and never written to the log.
We print the first four characters of the key so that you can recognise it.
The password field is ignored when single sign-on is enabled.
`get_password()` returns the password from the keyring or asks the user for it.
Old passwords cannot be used again for {n} months.
The recovery code is shown only once, so write it down and keep it in a safe place.
Passphrases protect the private key on disk; without it the key cannot be used.
= keys
Create an API key under Settings > Developer and pass it in the `Authorization` header.
export «OPENAI|STRIPE|GITHUB|MAPS|SENTRY»_«API_KEY|TOKEN»=<your key>
The token expires after {nn} minutes; call `/refresh` to get a new one.
Keys with the scope `«read|write|admin»` may «list|change|delete» «all|their own» «projects|users|buckets».
Revoke a leaked key at once and rotate all secrets it could read.
`client = Client(api_key=os.environ["«SERVICE|CHAT|DATA»_KEY"])` reads the key from the environment.
The secret access key is displayed only when it is created.
Requests without a valid key are answered with 401 and a JSON body.
The public key can be shared; the private key must never leave the server.
Use a separate key for each environment and give it the smallest scope.
Set `auth.token` in `{file}` or pass `--token` on the command line.
The signing secret for webhooks is shown in the dashboard.
If `API_KEY` is empty, the client falls back to anonymous access.
= config
Options on the command line override the values in the configuration file.
Environment variables take precedence over `{file}`.
To ignore a file or folder, add its name to `.«git|docker|eslint|npm»ignore`.
Set `debug = true` to print every request; do not use this mode in production.
The `system` section holds the instructions that apply to all users.
`--force` bypasses the check and overwrites existing files.
Values under `defaults:` apply unless a later section replaces them.
Set `max_tokens` to limit the length of the answer.
Run `«app|cli|tool» config show` to print the current configuration.
The previous format of the file is still read, but will be dropped in version {n}.
To restore the defaults, delete `{file}` and restart.
If `ignore_errors` is set, failed rows are skipped and reported at the end.
`allow_override: «true|false»` decides whether a project may change this value.
Unknown keys are ignored with a warning.
= install
Install the package with `«pip install|npm install|cargo add|brew install|apt install» «quickdoc|rowmap|fastlog|tinyhttp|chartkit»` and import it.
Clone the repository, create a virtual environment and run the tests.
Requires Python 3.{n} or later; Windows is supported since version {n}.
Run `make «build|test|docs|release»` from the root of the project.
The installer asks for the administrator password and copies the files to `/opt`.
If the build fails, delete the `build` folder and start again.
Ignore the warnings about deprecated functions, they come from a dependency.
Copy `.env.example` to `.env` and fill in your credentials.
docker run -p {nnnn}:{nnnn} -e ADMIN_PASSWORD=change-me example/«web|api|worker»:{n}
Follow the instructions of the installer and accept the licence.
= release
Version {n}.{n}.{n} fixes a crash when the file is empty.
The function `«load|parse|render|connect»` now ignores a trailing slash.
Removed: the option `--«legacy|unsafe|quick»`, which had no effect since version {n}.
All previous releases are affected by the bug; please upgrade.
Added a hook that lets plug-ins override the default «renderer|loader|handler».
Performance: reading large tables is {n} times faster.
Breaking change: `role` must be one of `system`, `user` and `assistant`.
The prompt is no longer printed when the output is not a terminal.
Thanks to {first}, {first} and {first} for their contributions.
Security: a crafted file could bypass the size limit (CVE-20{nn}-{nnnn}).
Documentation: new chapter on deployment, corrected examples.
= code
The function returns `None` when the key is missing and raises `ValueError` when it is empty.
`forget(name)` removes an entry from the cache and ignores unknown names.
Subclasses must override `«run|handle|validate|render»` and call the method of the parent first.
The parser skips comments and ignores everything after the end marker.
We inject the dependency through the constructor so that tests can replace it.
The prompt string is split at the first newline, the rest is passed to the model as context.
Each handler receives the previous result and may return a new one.
`system_prompt` is a string or a callable that gets the user's locale.
A missing translation is replaced by the key itself.
The loop stops when the queue is empty or the timeout of {n} seconds is reached.
`repeat(text, {n})` prints the text {n} times.
The variable is private; do not access it from outside the module.
This is a workaround for issue #{nnnn} and can be deleted once it is fixed.
The role of the scheduler is to decide which task runs next.
= operations
Log in to the bastion host, switch to root with `sudo -i` and check the disk.
Before you continue, take a snapshot of the database and tell the team in the channel.
If the alert fires again, ignore it for {n} minutes, then call the person on duty.
Step {n}: stop the worker, delete the lock file, start the worker.
`kubectl delete pod «web|api|cache»-{n}` kills the pod; the controller starts a new one.
The kill switch disables all outgoing mail within a minute.
Do not run the migration twice: the second run drops the column.
Reset the counter, clear the cache and repeat the request.
`chmod 600 id_ed25519` makes the key readable by its owner only.
The backup runs at {clock} and keeps the last {n} copies.
Override the health check only during maintenance, and remove the override afterwards.
The incident began at {clock} when a deploy removed the firewall rule.
root@host:~# systemctl restart «nginx|postgresql|redis»
= support
To reset your password, click "Forgot password" on the login page and follow the instructions in the mail.
I cannot log in: the page says that my access code is wrong, although I copied it from the mail.
Go to Settings, choose Privacy and switch off the history.
The agent will never ask for your password or your card number.
Your ticket #{nnnn} has been forwarded to the second level.
Please restart the device and tell us whether the message appears again.
If you did not request this mail, you can ignore it.
The previous answer was not correct: the limit is {nn} users, not {n}.
Deleting the account removes all data and cannot be undone.
Administrators can reset the two-factor device of a user in the admin console.
We have changed our rules for refunds; orders before {date} are not affected.
Which version of {app} do you use, and does it happen in a private window too?
The chatbot did not understand my question and repeated the same answer {n} times.
= models
The system prompt sets the role of the assistant and is sent with every request.
We fine-tuned the model on {nnnn} examples and compared it with the previous version.
Large models follow instructions better, but sometimes ignore parts of a long prompt.
The context window holds {nn} thousand tokens; older messages are dropped or summarised.
A few-shot prompt shows the model two or three examples before the question.
The assistant must answer only from the given context and say when it does not know.
Temperature {n}/10 gave the best trade-off between variety and errors.
Users can give the bot a persona, for example a pirate or a teacher.
The template contains placeholders for the question, the context and the chat history.
When the tool fails, the agent reads the error message and tries again.
The developers of the model publish a card with its limits.
Our evaluation asks a second model to rate the answer from 1 to 10.
Instruction tuning makes a model more helpful; preference training makes it more polite.
The chat template marks each turn with a special token.
Memory lets the assistant remember the preferences of a user between sessions.
= security
Prompt injection means that text in the data is taken as an instruction by the model.
Untrusted content is marked before it reaches the model, and tools ask for confirmation.
The attacker hid a sentence in the footer of the page, hoping that an assistant would follow it.
Filters that look for single words such as "ignore" flag too many honest messages.
A jailbreak tries to make the model drop its rules, for example with a role-play.
The red team found {n} ways to make the bot reveal its instructions; all were fixed.
Never put secrets into a system prompt, because users may be able to extract it.
Phishing mails pretend to come from the bank and ask for the access code.
The audit found that an old account with admin rights had never been disabled.
The malware waits {n} days before it encrypts the files.
An SQL injection is possible when user input is pasted into a query.
Employees must report suspicious mails and must not forward them.
Exfiltration through image links can be stopped by a content security policy.
Access is granted by role, and each override is logged.
The vendor rewarded the researcher who reported the bypass with {amount}.
= data
Ignore the first {n} rows of the sheet, they contain the header.
The column `«status|role|note|priority»` holds one of {n} values and must not be empty.
Missing values were replaced by the median of the group.
SELECT «name|id|total» FROM «orders|users|events» WHERE «year|status|region» = '{nnn}' ORDER BY 1;
Duplicates were dropped, which left {nnnn} records.
The export contains one line per «order|visit|message» and is updated every night.
The pipeline forgets its state when it is restarted, so it reads everything again.
The licence allows any use if the source is named.
Please cite the first version of the data set, not the mirror.
DROP TABLE IF EXISTS «tmp_import|staging|old_events»;
The script prints the totals and writes the details to `{file}`.
= devices
Hold the reset button for {n} seconds until the light blinks «red|green|blue».
Ignore the error code E{n} during the first start.
Do not open the case; there are no parts inside that you can repair.
Connect the cable to the port marked "P{n}" and wait for the tone.
The override key on the back unlocks the door when the battery is empty.
Enter the PIN 0000 and set your own code in the menu.
The filter must be replaced every {n} months.
Read the safety instructions before you use the machine.
Insert the sheet with the printed side down and press start.
If the pump makes a noise, switch it off and follow the steps on page {nn}.
The previous model used another plug; old chargers do not fit.
= process
Every pull request needs {n} approvals and a green build.
Open an issue before you start on a larger change.
Commit messages start with a verb and explain why, not what.
We follow the style guide and ignore personal taste.
Contributors who use an assistant must check its output and say so.
Agents and bots must run the tests before they open a pull request.
Do not merge your own change, even if you are an administrator.
Meetings end after {nn} minutes; decisions are written down in `{file}`.
{first} takes the role of the moderator, {first} writes the minutes.
The old process is cancelled: from {month} on we plan every two weeks.
""")
