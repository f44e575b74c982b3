package jaruek.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.config.Configuration.Faults;
import jaruek.appliance.config.Configuration.Loaded;
import jaruek.collector.forward.ForwardConfig;
import jaruek.collector.receive.RateLimit;
import jaruek.radius.directory.DirectoryConfig;
import jaruek.radius.policy.NasTerms;
import jaruek.radius.policy.Vendor;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.record.FrameKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
  @TempDir private Path folder;

  private Configuration.Result load(String yaml) throws IOException {
    return Configuration.load(Files.writeString(folder.resolve("jaruek.yaml"), yaml));
  }

  private Configuration good(String yaml) throws IOException {
    return switch (load(yaml)) {
      case Loaded(Configuration configuration) -> configuration;
      case Faults(List<Fault> faults) -> throw new AssertionError(faults);
    };
  }

  /** Each fault as "LINE KEY CODE". */
  private List<String> faults(String yaml) throws IOException {
    return switch (load(yaml)) {
      case Loaded(Configuration configuration) -> List.of();
      case Faults(List<Fault> faults) ->
          faults.stream().map(f -> f.line() + " " + f.key() + " " + f.code()).toList();
    };
  }

  private String text(String yaml, Locale locale) throws IOException {
    Faults faults = (Faults) load(yaml);
    return faults.faults().getFirst().text(locale);
  }

  @Test
  void takesTheDefaultsFromAnEmptyFile() throws IOException {
    Configuration configuration = good("# nothing\n");
    assertEquals(Path.of("/var/lib/jaruek"), configuration.dataDirectory());
    assertEquals(ZoneId.of("Asia/Bangkok"), configuration.zone());
    assertEquals(List.of("*"), configuration.admin().roles().viewer());
    assertNull(configuration.radius().authentication());
    assertNull(configuration.metrics().listen());
    assertEquals(90, configuration.retention().days());
    assertEquals(Duration.ofMillis(100), configuration.journal().syncInterval());
    assertEquals(Duration.ofDays(2), configuration.journal().keep());
    assertTrue(configuration.access().secondPerson());
  }

  @Test
  void readsDictionariesAndWhatClientsAreSent() throws IOException {
    Files.createDirectories(folder.resolve("own"));
    Files.writeString(
        folder.resolve("own/dictionary.school"), "ATTRIBUTE School-Room 200 string\n");
    String yaml =
        """
        radius:
          dictionaries: own
          clients:
            - name: gw1
              address: 192.0.2.1/32
              secret: "a good long secret"
              vendor: mikrotik
              reply: { vlan: 20, idle-timeout: 15m, attributes: ["School-Room=7"] }
        """;
    Configuration.Replies replies = good(yaml).radius().replies();
    assertEquals(folder.resolve("own"), replies.dictionaries());
    NasTerms.Nas nas = Objects.requireNonNull(replies.nases().get("gw1"));
    assertEquals(Vendor.MIKROTIK, nas.vendor());
    assertEquals("{vlan=20, idle-timeout=15m} [School-Room=7]", nas.terms().toString());
    Files.writeString(folder.resolve("own/dictionary.wrong"), "\nNONSENSE\n");
    assertEquals(
        List.of(
            "2 radius.dictionaries DICTIONARY",
            "7 radius.clients[0].vendor NOT_ONE_OF",
            "8 radius.clients[0].reply.vlan NOT_A_SETTING",
            "8 radius.clients[0].reply.attributes NOT_A_SETTING",
            "8 radius.clients[0].reply.schedule UNKNOWN_KEY"),
        faults(
            yaml.replace("vlan: 20", "vlan: 5000, schedule: x")
                .replace("mikrotik", "nobody")
                .replace("School", "Schule")));
    assertTrue(
        text(yaml.replace("mikrotik", "cisco"), Locale.ENGLISH).contains("dictionary.wrong:2"));
    assertEquals(
        List.of(
            "2 radius.dictionaries FILE_MISSING",
            "8 radius.clients[0].reply.attributes NOT_A_SETTING"),
        faults(yaml.replace("own", "none")));
  }

  @Test
  void readsTheWitnessesAndTheSigningKeysPassphrase() throws IOException {
    String key = "jaruek-2202c2b292bb+a06f8ec9+AZAq6aNQ33tEL96oDbJqgVU5yFN/NJ/BWz1i/oFo4kFo";
    Files.writeString(folder.resolve("ca.pem"), "any");
    Files.writeString(folder.resolve("passphrase"), "any");
    String yaml =
        """
        log: { passphrase-file: passphrase }
        witness:
          listen: "127.0.0.1:0"
          peers:
            - { name: north, public-key: "%s", url: "http://192.0.2.1:8801/" }
          cosign-every: 2h
          timestamp: { url: "http://tsa.example/tsr", ca: ca.pem, every: 12h }
        """
            .formatted(key);
    Configuration configuration = good(yaml);
    assertEquals(folder.resolve("passphrase"), configuration.log().passphraseFile());
    Configuration.Witness witness = configuration.witness();
    Configuration.WitnessPeer peer = witness.peers().getFirst();
    assertEquals("jaruek-2202c2b292bb", peer.origin());
    assertEquals(key, peer.key().text(peer.origin()));
    assertEquals(Duration.ofHours(2), witness.cosignEvery());
    Configuration.Timestamp timestamp = Objects.requireNonNull(witness.timestamp());
    assertEquals(folder.resolve("ca.pem"), timestamp.ca());
    assertEquals(Duration.ofHours(12), timestamp.every());
    assertEquals(64, configuration.sha256().length());
    assertFalse(configuration.sha256().equals(good(yaml + "# more\n").sha256()));
    assertEquals(
        List.of("5 witness.peers[0].public-key NOT_A_KEY"),
        faults(yaml.replace("a06f8ec9", "a06f8ec8")));
    assertEquals(
        List.of("5 witness.peers[0].url NOT_A_URL"),
        faults(yaml.replace("http://192", "ftp://192")));
    String twice = "    - { name: south, public-key: \"" + key + "\" }\n";
    assertEquals(
        List.of("6 witness.peers[1].public-key PEER_TWICE"),
        faults(yaml.replace("  cosign-every", twice + "  cosign-every")));
    assertEquals(
        List.of("7 witness.timestamp.ca FILE_MISSING"), faults(yaml.replace("ca.pem", "no.pem")));
  }

  @Test
  void readsEveryKeyOfTheContract() throws IOException {
    Configuration configuration =
        good(
            """
            data-directory: data
            zone: UTC
            admin: { socket: admin.sock, roles: { admin: [root, "@wheel"], auditor: [somsri], viewer: ["*"] } }
            metrics: { listen: "127.0.0.1:0" }
            radius:
              authentication: "0.0.0.0:1812"
              accounting: "[::]:1813"
              clients: [ { name: gw1, address: 192.0.2.1/32, secret: "correct horse", require-message-authenticator: no, limit-proxy-state: yes, mac-authentication: true } ]
            collector:
              syslog-udp: 0.0.0.0:514
              syslog-tcp: "0.0.0.0:514"
              netflow: "0.0.0.0:2055"
              ipfix: "0.0.0.0:4739"
              sources: [ { name: gw1, address: 2001:db8::/32, vendor: fortigate } ]
            access: { second-person: false }
            retention: { days: 365, identity-days-after-close: 120 }
            journal: { kind: chronicle, sync-interval: 0ms, keep: 12h, size-limit: 512MiB }
            store: { engine: duckdb }
            """);
    assertEquals(folder.resolve("data"), configuration.dataDirectory());
    assertEquals("[::]:1813", Objects.toString(configuration.radius().accounting()));
    assertEquals(
        new ClientPolicy(false, LimitProxyState.YES, true),
        configuration.radius().clients().getFirst().policy());
    assertEquals("correct horse", configuration.radius().clients().getFirst().secret().reveal());
    assertEquals("fortigate", configuration.collector().sources().getFirst().vendor());
    assertEquals(512L << 20, configuration.journal().sizeBytesMax());
    assertEquals(Configuration.StoreEngine.DUCKDB, configuration.store().engine());
    assertFalse(configuration.toString().contains("correct horse"));
  }

  @Test
  void reportsEveryFaultAtOnceEachWithItsKeyAndLine() throws IOException {
    assertEquals(
        List.of(
            "1 zone NOT_A_ZONE",
            "3 radius.autentication UNKNOWN_KEY",
            "4 radius.accounting NOT_A_PORT",
            "6 radius.clients[0].secret SECRET_PLACEHOLDER",
            "7 radius.clients[1].secret SECRET_WEAK",
            "7 radius.clients[1].name DUPLICATE_NAME",
            "7 radius.clients[1].address DUPLICATE_RANGE",
            "8 radius.clients[2].address RANGE_NOT_ALIGNED",
            "8 radius.clients[2] MISSING",
            "10 collector.syslog-udp NOT_AN_ENDPOINT",
            "12 collector.netflow WRONG_TYPE",
            "13 retention.days RETENTION_TOO_SHORT",
            "14 journal.keep NOT_A_DURATION",
            "14 journal.size-limit NOT_A_SIZE",
            "15 access.second-person NOT_A_SWITCH"),
        faults(
            """
            zone: Asia/Bangkock
            radius:
              autentication: "0.0.0.0:1812"
              accounting: "0.0.0.0:65536"
              clients:
                - { name: gw1, address: 192.0.2.1, secret: "…" }
                - { name: gw1, address: 192.0.2.1/32, secret: short }
                - { name: gw2, address: 192.0.2.9/24 }
            collector:
              syslog-udp: "514"
              ipfix: "0.0.0.0:4739"
              netflow: [1, 2]
            retention: { days: 30 }
            journal: { keep: 2 days, size-limit: lots }
            access: { second-person: perhaps }
            """));
  }

  @Test
  void readsTheLimitsAndTermsOfTheCollector() throws IOException {
    Configuration.Collector collector =
        good("""
        collector:
          relp: "0.0.0.0:2514"
          udp-sockets: 2
          connections-max: 50
          connections-per-address-max: 5
          idle-time: 5m
          sources:
            - { name: gw1, address: 192.0.2.1, zone: UTC, messages-per-second: 500, bytes-per-second: 1MiB, tls: { name: GW1 } }
            - { name: gw2, address: 192.0.2.2 }
        """)
            .collector();
    assertEquals(2514, Objects.requireNonNull(collector.relp()).port());
    assertEquals(
        new Configuration.CollectorLimits(2, 50, 5, Duration.ofMinutes(5)), collector.limits());
    assertEquals(
        new Configuration.LogTerms(
            new RateLimit(500, 1 << 20), ZoneId.of("UTC"), new PeerPin.Name("gw1")),
        collector.sources().getFirst().terms());
    assertEquals(Configuration.LogTerms.STANDARD, collector.sources().getLast().terms());
  }

  @Test
  void namesWhatIsWrongWithTheCollector() throws IOException {
    Files.writeString(folder.resolve("not.pem"), "nothing");
    assertEquals(
        List.of(
            "2 collector.syslog-tls.certificate TLS_FILES_UNUSABLE",
            "3 collector.relp-tls MISSING",
            "4 collector.udp-sockets OUT_OF_RANGE",
            "6 collector.sources[0].messages-per-second OUT_OF_RANGE",
            "6 collector.sources[0].zone NOT_A_ZONE",
            "6 collector.sources[0].tls MISSING"),
        faults(
            """
            collector:
              syslog-tls: { listen: "0.0.0.0:6514", certificate: not.pem, key: not.pem, client-ca: [not.pem] }
              relp-tls: { listen: "0.0.0.0:2515", certificate: not.pem, key: not.pem, client-certificate: required }
              udp-sockets: 99
              sources:
                - { name: gw1, address: 192.0.2.1, messages-per-second: -1, zone: Bangkok, tls: {} }
            """));
  }

  @Test
  void readsWhoGetsCopies() throws IOException {
    List<ForwardConfig> forwards =
        good("""
        collector:
          forward:
            - { name: ministry, to: "logs.example.go.th:514", transport: tcp, framing: lines, sources: [gw1], delay-max: 1d, messages-per-second: 0 }
            - { name: flows, to: "[2001:db8::9]:2055", records: flows }
        """)
            .collector()
            .forwards();
    assertEquals(
        List.of(
            new ForwardConfig(
                "ministry",
                "logs.example.go.th",
                514,
                ForwardConfig.Via.TCP,
                ForwardConfig.Framing.LINES,
                FrameKind.SYSLOG,
                Set.of("gw1"),
                Duration.ofDays(1),
                0,
                null),
            new ForwardConfig(
                "flows",
                "2001:db8::9",
                2055,
                ForwardConfig.Via.UDP,
                ForwardConfig.Framing.OCTETS,
                FrameKind.FLOW,
                Set.of(),
                ForwardConfig.DELAY_MAX,
                ForwardConfig.MESSAGES_PER_SECOND,
                null)),
        forwards);
  }

  @Test
  void namesWhatIsWrongWithCopies() throws IOException {
    Files.writeString(folder.resolve("not.pem"), "nothing");
    assertEquals(
        List.of(
            "3 collector.forward[0] MISSING",
            "4 collector.forward[1].to NOT_A_TARGET",
            "5 collector.forward[2].transport FLOWS_BY_UDP_ONLY",
            "6 collector.forward[3] MISSING",
            "7 collector.forward[4].ca TLS_FILES_UNUSABLE",
            "8 collector.forward[5].name DUPLICATE_NAME",
            "9 collector.forward[6].delay-max OUT_OF_RANGE"),
        faults(
            """
            collector:
              forward:
                - { name: a }
                - { name: b, to: "2001:db8::9:514" }
                - { name: c, to: "192.0.2.9:2055", records: flows, transport: tcp }
                - { name: d, to: "192.0.2.9:6514", transport: tls }
                - { name: e, to: "192.0.2.9:6514", transport: tls, ca: not.pem }
                - { name: e, to: "192.0.2.9:514" }
                - { name: f, to: "192.0.2.9:514", delay-max: 1s }
            """));
  }

  @Test
  void findsTwoListenersOnOnePort() throws IOException {
    assertEquals(
        List.of("3 collector.netflow PORT_TAKEN"),
        faults(
            """
            radius: { accounting: "127.0.0.1:1813" }
            collector:
              netflow: "0.0.0.0:1813"
              syslog-tcp: "0.0.0.0:1813"
              ipfix: "0.0.0.0:0"
              syslog-udp: "0.0.0.0:0"
            """));
  }

  @Test
  void namesTheNearestKnownKeyInEnglishAndThai() throws IOException {
    String yaml = "retention: { dayz: 90 }";
    assertTrue(text(yaml, Locale.ENGLISH).contains("did you mean \"days\"?"));
    assertTrue(text(yaml, Locale.forLanguageTag("th-TH")).contains("หมายถึง \"days\""));
  }

  @Test
  void hasWordsForEveryFaultInBothLanguages() {
    for (FaultCode code : FaultCode.values()) {
      Fault fault = new Fault("key", 1, code, List.of("one", "two", "three"));
      for (Locale locale : List.of(Locale.ENGLISH, Locale.of("th"))) {
        String text = fault.text(locale);
        assertFalse(text.isBlank());
        assertFalse(text.contains("{") && !text.contains("{0}"), text);
      }
    }
  }

  @Test
  void saysThatAFeatureIsNotAvailableAndStillChecksItsKeys() throws IOException {
    assertEquals(
        List.of(
            "2 radius.radsec.certificate FILE_MISSING",
            "2 radius.radsec MISSING",
            "2 radius.radsec MISSING",
            "3 radius.eap MISSING",
            "3 radius.eap MISSING",
            "4 journal.kind NOT_AVAILABLE",
            "4 journal MISSING",
            "5 store.engine NOT_AVAILABLE",
            "5 store.url NOT_A_URL"),
        faults(
            """
            radius:
              radsec: { listen: "0.0.0.0:2083", certificate: nowhere.pem }
              eap: {}
            journal: { kind: kafka }
            store: { engine: clickhouse, url: here }
            """));
  }

  @Test
  void refusesTwoClientsWithOnePinThatMayComeFromTheSamePlace() throws IOException {
    assertEquals(
        List.of("5 radius.clients[2].radsec PIN_TWICE"),
        faults(
            """
            radius:
              clients:
                - { name: a, address: 192.0.2.0/24, radsec: { name: ap.example.org } }
                - { name: b, address: 198.51.100.0/24, radsec: { name: ap.example.org } }
                - { name: c, radsec: { name: AP.example.org }, address: 192.0.2.7 }
            """));
  }

  @Test
  void pinsRadSecClientsToTheirCertificates() throws IOException {
    String sha256 = "0123456789abcdef".repeat(4);
    List<Configuration.Client> clients =
        good("""
        radius:
          clients:
            - { name: a, radsec: { fingerprint: "%s" } }
            - { name: b, address: 192.0.2.0/24, radsec: { name: Proxy.Example.org } }
        """
                .formatted(sha256.toUpperCase(Locale.ROOT)))
            .radius()
            .clients();
    assertEquals(new PeerPin.Fingerprint(sha256), clients.getFirst().radsec());
    assertEquals("::/0", clients.getFirst().address().toString());
    assertEquals("radsec", clients.getFirst().secret().reveal());
    assertEquals(new PeerPin.Name("proxy.example.org"), clients.getLast().radsec());
    assertEquals(
        List.of(
            "3 radius.clients[0].radsec.fingerprint NOT_A_FINGERPRINT",
            "4 radius.clients[1].radsec MISSING",
            "5 radius.clients[2].radsec.name NOT_A_NAME"),
        faults(
            """
            radius:
              clients:
                - { name: a, radsec: { fingerprint: "0123" } }
                - { name: b, radsec: {} }
                - { name: c, radsec: { name: "*" } }
            """));
  }

  @Test
  void readsRealmsAndHomeServers() throws IOException {
    String yaml =
        """
        radius:
          proxy:
            home-servers:
              - { name: flr1, address: 192.0.2.10, secret: "a long secret", response-window: 5s }
              - { name: flr2, address: "2001:db8::1", secret: "another long one", status-check: none }
            pools: [ { name: eduroam, type: load-balance, home-servers: [flr1, flr2] } ]
            local-realms: [school.ac.th]
            realms:
              - { realm: "*.ac.th", pool: eduroam, accounting: true, allow: [Filter-Id] }
              - { realm: DEFAULT, pool: eduroam, reply: { vlan: 90 } }
            operator-name: school.ac.th
        """;
    ProxyConfig config = Objects.requireNonNull(good(yaml).radius().proxy());
    assertEquals(3, config.realms().size());
    assertEquals("flr1", config.homeServers().getFirst().name());
    assertEquals(1812, config.homeServers().getLast().authentication().getPort());
    assertEquals(List.of(), Warnings.of(good(yaml)));
    assertEquals(
        1,
        Warnings.of(good(yaml.replace("5s }", "5s, require-message-authenticator: false }")))
            .size());
    assertEquals(
        List.of(
            "4 radius.proxy.home-servers[0].response-window OUT_OF_RANGE",
            "5 radius.proxy.home-servers[1].address NOT_A_RANGE",
            "6 radius.proxy.pools[0].home-servers NO_SUCH_NAME",
            "7 radius.proxy.local-realms NOT_A_REALM",
            "9 radius.proxy.realms[0].allow NOT_AN_ATTRIBUTE",
            "10 radius.proxy.realms[1].pool NO_SUCH_NAME",
            "11 radius.proxy.operator-name NOT_A_REALM"),
        faults(
            yaml.replace("5s", "5h")
                .replace("2001:db8::1", "flr2.example")
                .replace("[school.ac.th]", "[\"school.ac.th.\"]")
                .replace("Filter-Id", "Filtre")
                .replace("DEFAULT, pool: eduroam", "DEFAULT, pool: edurom")
                .replace("operator-name: school.ac.th", "operator-name: school")));
    assertEquals(
        List.of("2 radius.proxy MISSING", "2 radius.proxy MISSING", "2 radius.proxy MISSING"),
        faults("radius:\n  proxy: {}\n"));
  }

  @Test
  void readsTheDirectory() throws IOException {
    String yaml =
        """
        radius:
          directory:
            servers: [ "ldaps://dc1.school.local", "ldap://127.0.0.1:3890" ]
            base: dc=school,dc=local
            filter: (sAMAccountName={user})
            bind-dn: radius@school.local
            bind-password: "of the service"
            groups:
              Teachers: staff
              cn=m1,ou=classes,dc=school,dc=local: pupils
            default-group: guests
            order: directory-first
            offline-grace: 8h
        """;
    DirectoryConfig config = Objects.requireNonNull(good(yaml).radius().directory());
    assertEquals(
        "[ldaps://dc1.school.local:636, ldap://127.0.0.1:3890]",
        config.servers().list().toString());
    assertEquals("radius@school.local", Objects.toString(config.users().service()));
    assertEquals("staff", config.groups().rules().getFirst().group());
    assertEquals(
        "cn=m1,ou=classes,dc=school,dc=local", config.groups().rules().getLast().directoryGroup());
    assertEquals(DirectoryConfig.Order.DIRECTORY_FIRST, config.order());
    assertEquals(Duration.ofMinutes(5), config.cacheTime());
    assertEquals(List.of(), Warnings.of(good(yaml)));
    assertEquals(
        List.of(
            "3 radius.directory.servers DIRECTORY_PLAIN",
            "3 radius.directory.servers NOT_A_URL",
            "3 radius.directory DIRECTORY_UNUSABLE",
            "7 radius.directory.bind-password SECRET_PLACEHOLDER",
            "12 radius.directory.order NOT_ONE_OF",
            "13 radius.directory.offline-gracee UNKNOWN_KEY"),
        faults(
            yaml.replace("ldap://127.0.0.1:3890", "ldap://192.0.2.1\", \"http://x")
                .replace("{user})", "x)")
                .replace("of the service", "")
                .replace("directory-first", "both")
                .replace("offline-grace", "offline-gracee")));
    assertEquals(
        List.of("2 radius.directory MISSING", "2 radius.directory MISSING"),
        faults("radius:\n  directory: {}\n"));
  }

  @Test
  void takesASecretFromAFileThatOthersCannotRead() throws IOException {
    Path file = Files.writeString(folder.resolve("gw1.secret"), "a long enough secret\n");
    String yaml =
        "radius: { clients: [ { name: gw1, address: 192.0.2.1, secret-file: gw1.secret } ] }";
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(List.of("1 radius.clients[0].secret-file SECRET_FILE_OPEN"), faults(yaml));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertEquals(
        "a long enough secret", good(yaml).radius().clients().getFirst().secret().reveal());
  }

  @Test
  void takesAWeakSecretOnLoopbackOnly() throws IOException {
    String yaml = "radius: { clients: [ { name: me, address: %s, secret: testing123 } ] }";
    assertEquals(1, good(yaml.formatted("127.0.0.1/32")).radius().clients().size());
    assertEquals(
        List.of("1 radius.clients[0].secret SECRET_WEAK"), faults(yaml.formatted("192.0.2.0/24")));
  }

  @Test
  void refusesASocketPathLongerThanTheKernelTakes() throws IOException {
    assertEquals(
        List.of("1 admin.socket SOCKET_PATH_TOO_LONG"),
        faults("admin: { socket: /run/" + "x".repeat(110) + " }"));
  }

  @Test
  void neverShowsASecretInAFault() throws IOException {
    String yaml =
        "radius: { clients: [ { name: gw1, address: 192.0.2.1, secret: hunter2, secrets: hunter2 }"
            + " ] }";
    for (Fault fault : ((Faults) load(yaml)).faults()) {
      assertFalse(fault.text(Locale.ENGLISH).contains("hunter2"), fault.toString());
    }
  }

  @Test
  void answersAFileThatIsNotThere() {
    Faults faults = (Faults) Configuration.load(folder.resolve("none.yaml"));
    assertEquals(FaultCode.FILE_UNREADABLE, faults.faults().getFirst().code());
  }

  @Test
  void refusesAnchorsAndAliases() throws IOException {
    StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'k'; c++) {
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(("*" + (char) (c - 1) + ",").repeat(9)).append("]\n");
    }
    assertEquals(List.of("1 a YAML_REFUSED"), faults(bomb.toString()));
    assertEquals(List.of("1 zone YAML_REFUSED"), faults("zone: !!java.net.URL [\"http://x/\"]"));
    assertEquals(List.of("2  YAML_REFUSED"), faults("zone: UTC\n--- \nzone: UTC\n"));
  }

  @Test
  void refusesDeepNestingHugeFilesAndStrayTabs() throws IOException {
    assertEquals(
        List.of("TOO_DEEP"),
        faults("zone: " + "[".repeat(100_000)).stream()
            .map(f -> f.substring(f.lastIndexOf(' ') + 1))
            .toList());
    assertEquals(List.of("0  FILE_TOO_LARGE"), faults("# " + "x".repeat(5 * 1024 * 1024)));
    assertEquals(List.of("2  NOT_YAML"), faults("retention:\n\tdays: 90\n"));
    assertEquals(List.of("2 zone DUPLICATE_KEY"), faults("zone: UTC\nzone: UTC\n"));
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws IOException {
    Path file = folder.resolve("thai.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xa1, (byte) 0xcd});
    Faults faults = (Faults) Configuration.load(file);
    assertEquals(FaultCode.NOT_UTF8, faults.faults().getFirst().code());
  }

  @Test
  void answersWhateverTheFileHolds() throws IOException {
    Path shipped = Path.of(System.getProperty("jaruek.root"), "config", "jaruek.yaml");
    byte[] seed = Files.readAllBytes(shipped);
    Random random = new Random(20_261_123);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = seed.clone();
      for (int i = random.nextInt(20); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) "\t\n :-[]{}&*!|>'\"%@`#0a\u0000".charAt(random.nextInt(23));
      }
      Path file = Files.write(folder.resolve("random.yaml"), bytes);
      assertNotNull(Configuration.load(file), "round " + round);
    }
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) bytes[i] &= 0x7f;
      assertNotNull(Configuration.load(Files.write(folder.resolve("random.yaml"), bytes)));
    }
  }

  @Test
  void shipsAConfigurationWhoseOnlyFaultIsItsPlaceholder() {
    Path shipped = Path.of(System.getProperty("jaruek.root"), "config", "jaruek.yaml");
    Faults faults = (Faults) Configuration.load(shipped);
    assertEquals(
        List.of("radius.clients[0].secret SECRET_PLACEHOLDER"),
        faults.faults().stream().map(f -> f.key() + " " + f.code()).toList());
    assertTrue(faults.faults().getFirst().text(Locale.ENGLISH).contains("openssl"));
  }
}
