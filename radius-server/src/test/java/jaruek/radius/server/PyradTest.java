package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python's pyrad speaks to us: a third reading of the RFCs. */
class PyradTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path PYRAD = Path.of("/usr/lib/python3/dist-packages/pyrad");

  private static final String DICTIONARY =
      """
      ATTRIBUTE User-Name 1 string
      ATTRIBUTE User-Password 2 string encrypt=1
      ATTRIBUTE CHAP-Password 3 octets
      ATTRIBUTE Session-Timeout 27 integer
      ATTRIBUTE Acct-Status-Type 40 integer
      ATTRIBUTE Acct-Session-Id 44 string
      ATTRIBUTE Message-Authenticator 80 octets
      """;

  private static final String SCRIPT =
      """
      import hmac
      import sys
      from pyrad.client import Client
      from pyrad.dictionary import Dictionary
      from pyrad import packet
      client = Client(server='127.0.0.1', authport=int(sys.argv[1]), acctport=int(sys.argv[2]),
                      secret=sys.argv[3].encode(), dict=Dictionary(sys.argv[4]))
      client.timeout, client.retries = 20, 1
      for name, password in (('somchai', 'correct horse'), ('somchai', 'no'), ('nobody', 'x')):
          request = client.CreateAuthPacket(code=packet.AccessRequest, User_Name=name)
          request['User-Password'] = request.PwCrypt(password)
          # releases before 2.3 cannot make it themselves
          request.AddAttribute('Message-Authenticator', bytes(16))
          made = hmac.new(sys.argv[3].encode(), request.RequestPacket(), 'md5').digest()
          request[80] = [made]
          print(client.SendPacket(request).code)
      request = client.CreateAcctPacket(User_Name='somchai', Acct_Status_Type=1,
                                        Acct_Session_Id='p1')
      print(client.SendPacket(request).code)
      """;

  @TempDir Path folder;

  @Test
  void logsInAndSendsAccounting() throws Exception {
    assumeTrue(Files.isDirectory(PYRAD), "needs the Debian package python3-pyrad");
    Path dictionary = Files.writeString(folder.resolve("dictionary"), DICTIONARY);
    Path script = Files.writeString(folder.resolve("client.py"), SCRIPT);
    try (RunningServer running = new RunningServer(folder)) {
      running.accounts.add(NewAccount.of("somchai", "correct horse"));
      assertEquals("2\n3\n3\n5\n", run(running, script, dictionary));
      assertEquals(
          List.of("accept", "reject", "reject", "start"),
          running.kept.events().stream().map(e -> e.event()).toList());
    }
  }

  private static String run(RunningServer running, Path script, Path dictionary)
      throws IOException, InterruptedException {
    Process python =
        new ProcessBuilder(
                PYTHON.toString(),
                script.toString(),
                "" + running.server.authenticationAddress().getPort(),
                "" + running.server.accountingAddress().getPort(),
                RunningServer.SECRET,
                dictionary.toString())
            .redirectErrorStream(true)
            .start();
    python.getOutputStream().close();
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    python.waitFor();
    return output;
  }
}
