package jaruek.retention.journal;

import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.record.Frame;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory, for tests of what stands on one. */
public final class MemoryJournal implements Journal {
  private final List<Frame> frames = new ArrayList<>();
  private final List<ChainHead> heads = new ArrayList<>(List.of(ChainHead.empty()));

  @Override
  public synchronized JournalPosition append(List<Frame> batch) {
    JournalPosition first = head().position();
    for (Frame frame : batch) {
      ByteBuffer encoded = ByteBuffer.allocate(FrameCodec.length(frame));
      FrameCodec.write(frame, encoded);
      MessageDigest sha256 = MerkleAccumulator.sha256();
      sha256.update(head().hash());
      frames.add(frame);
      heads.add(new ChainHead(head().position().plus(1), sha256.digest(encoded.array())));
    }
    return first;
  }

  @Override
  public synchronized ChainHead head() {
    return heads.getLast();
  }

  @Override
  public JournalPosition oldest() {
    return JournalPosition.START;
  }

  @Override
  public void sync() {}

  /** All frames so far. */
  public synchronized List<Frame> frames() {
    return List.copyOf(frames);
  }

  @Override
  public JournalReader read(JournalPosition from) {
    return new Reader((int) from.sequence() - 1);
  }

  @Override
  public void release(JournalPosition before) {}

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public void close() {}

  private final class Reader implements JournalReader {
    private int at;

    Reader(int at) {
      this.at = at;
    }

    @Override
    public boolean next() {
      synchronized (MemoryJournal.this) {
        if (at + 1 >= frames.size()) return false;
        at++;
        return true;
      }
    }

    @Override
    public Frame frame() {
      return frames.get(at);
    }

    @Override
    public JournalPosition position() {
      return new JournalPosition(at);
    }

    @Override
    public ChainHead head() {
      return heads.get(at + 1);
    }

    @Override
    public void close() {}
  }
}
