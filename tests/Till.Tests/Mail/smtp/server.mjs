// A mail server for the tests: STARTTLS with the certificate it is given, AUTH with one name and password.
// It prints its port, then each mail it took as a line of JSON.
import { SMTPServer } from 'smtp-server';

const [, , key, cert, mode] = process.argv;
const pem = text => Buffer.from(text, 'base64').toString();
const server = new SMTPServer({
  key: pem(key),
  cert: pem(cert),
  disabledCommands: mode === 'plain' ? ['STARTTLS', 'AUTH'] : [],
  authOptional: mode === 'plain',
  onAuth(auth, session, answer) {
    const right = auth.username === 'shop' && auth.password === 'sea shanty';
    answer(right ? null : new Error('wrong name or password'), right ? { user: auth.username } : undefined);
  },
  onRcptTo(address, session, answer) {
    answer(address.address.startsWith('nobody@') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
  },
  onData(stream, session, answer) {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      console.log(JSON.stringify({
        secure: session.secure,
        user: session.user ?? '',
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map(one => one.address),
        source: Buffer.concat(chunks).toString('base64'),
      }));
      answer();
    });
  },
});
server.on('error', error => console.error(error.message));
server.listen(0, '127.0.0.1', () => console.log(server.server.address().port));
process.stdin.resume().on('end', () => process.exit(0));
