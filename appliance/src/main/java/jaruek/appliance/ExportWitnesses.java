package jaruek.appliance;

import jaruek.appliance.admin.AdminServerException;
import jaruek.retention.export.WitnessEvidence;
import jaruek.retention.witness.WitnessPeer;
import jaruek.retention.witness.Witnesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of the store's attestations goes into an export: of each witness the first one over all that
 * is exported, which says since when it has been so, and the newest one.
 */
final class ExportWitnesses implements WitnessEvidence {
  private final Witnesses witnesses;
  private final List<WitnessPeer> peers;
  private final @Nullable Path authorities;

  /**
   * Of these.
   *
   * @param authorities certificates of the time-stamp authority, PEM; null if there is none
   */
  ExportWitnesses(Witnesses witnesses, List<WitnessPeer> peers, @Nullable Path authorities) {
    this.witnesses = witnesses;
    this.peers = List.copyOf(peers);
    this.authorities = authorities;
  }

  @Override
  public List<File> files(long after, long size) {
    try {
      return read(chosen(after, size));
    } catch (IOException e) {
      throw new AdminServerException(
          "an attestation cannot be read: " + e + "; check the folder witness", e);
    }
  }

  private Set<Witnesses.Kept> chosen(long after, long size) {
    Map<String, Witnesses.Kept> newest = new HashMap<>();
    Map<String, Witnesses.Kept> first = new HashMap<>();
    for (Witnesses.Kept kept : witnesses.list()) {
      if (kept.size() > size || kept.size() < 1 || !canBeChecked(kept)) continue;
      String who = kept.kind() + " " + kept.name();
      newest.merge(who, kept, (a, b) -> b.size() > a.size() ? b : a);
      if (kept.size() >= after) first.merge(who, kept, (a, b) -> b.size() < a.size() ? b : a);
    }
    Set<Witnesses.Kept> chosen = new LinkedHashSet<>(first.values());
    chosen.addAll(newest.values());
    return chosen;
  }

  /** A witness that is not configured any more has no key that could go along. */
  private boolean canBeChecked(Witnesses.Kept kept) {
    return switch (kept.kind()) {
      case COSIGNATURE -> peers.stream().anyMatch(peer -> peer.name().equals(kept.name()));
      case TIMESTAMP -> authorities != null;
    };
  }

  private List<File> read(Set<Witnesses.Kept> chosen) throws IOException {
    List<File> files = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    boolean stamped = false;
    for (Witnesses.Kept kept : chosen) {
      byte[] note = Files.readAllBytes(kept.note());
      switch (kept.kind()) {
        case COSIGNATURE -> {
          String name = "log/witnesses/" + kept.size() + "-" + kept.name() + ".note";
          files.add(new File(name, kept.size(), note));
          names.add(kept.name());
        }
        case TIMESTAMP -> {
          String name = "log/timestamps/" + kept.size();
          files.add(new File(name + ".note", kept.size(), note));
          files.add(new File(name + ".tsr", 0, Files.readAllBytes(kept.token())));
          stamped = true;
        }
      }
    }
    for (WitnessPeer peer : peers) {
      if (!names.contains(peer.name())) continue;
      files.add(new File("keys/witnesses/" + peer.name() + ".pub", 0, peer.key().pem()));
    }
    if (stamped && authorities != null) {
      files.add(new File("keys/timestamp-ca.pem", 0, Files.readAllBytes(authorities)));
    }
    return files;
  }
}
