package dev.slipway.journal;

import dev.slipway.diagnostic.Problem;
import dev.slipway.model.LogStream;
import dev.slipway.run.LogLine;
import dev.slipway.run.RunEvent;
import dev.slipway.time.Time;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps builds in memory, for simulations and tests. Workspaces lie in a directory that the caller owns. Thread-safe.
 *
 * @since 0.1
 */
public final class MemoryBuildStore implements BuildStore {
  private final Path workspaces;
  private final Time time;
  private final Map<String, MemoryRecord> records = new ConcurrentSkipListMap<>();

  private MemoryBuildStore(Path workspaces, Time time) {
    this.workspaces = workspaces;
    this.time = time;
  }

  /** Returns an empty store whose workspaces lie below a directory. */
  public static MemoryBuildStore withWorkspacesIn(Path directory, Time time) {
    return new MemoryBuildStore(
        Objects.requireNonNull(directory, "directory"), Objects.requireNonNull(time, "time"));
  }

  @Override
  public BuildRecord create(String buildId) {
    MemoryRecord record = new MemoryRecord(workspaces.resolve(buildId));
    records.put(buildId, record);
    return record;
  }

  @Override
  public BuildRecord open(String buildId) {
    return existing(buildId);
  }

  @Override
  public List<String> buildIds() {
    return List.copyOf(records.keySet());
  }

  @Override
  public List<RunEvent> events(String buildId) {
    return existing(buildId).events();
  }

  @Override
  public StepLogs logs(String buildId) {
    return existing(buildId).logs();
  }

  private MemoryRecord existing(String buildId) {
    MemoryRecord record = records.get(buildId);
    if (record == null) {
      throw new JournalException(
          new Problem(
              "memory",
              "there is no build '" + buildId + "'",
              "the id of a build",
              "look the id up"),
          null);
    }
    return record;
  }

  private final class MemoryRecord implements BuildRecord {
    private final Path workspace;
    private final List<RunEvent> events = new ArrayList<>(); // guarded by itself
    private final StepLogs logs = new MemoryLogs();
    private volatile @Nullable String definition;

    MemoryRecord(Path workspace) {
      this.workspace = workspace;
    }

    @Override
    public Path workspace() {
      return workspace;
    }

    @Override
    public Optional<String> definition() {
      return Optional.ofNullable(definition);
    }

    @Override
    public void definition(String text) {
      definition = text;
    }

    @Override
    public List<RunEvent> events() {
      synchronized (events) {
        return List.copyOf(events);
      }
    }

    @Override
    public void append(List<RunEvent> more) {
      synchronized (events) {
        events.addAll(more);
      }
    }

    @Override
    public void sync() {
      // memory has nothing to sync
    }

    @Override
    public StepLogs logs() {
      return logs;
    }

    @Override
    public void deleteWorkspace() {
      // the directory belongs to the caller
    }

    @Override
    public void close() {
      // a record in memory is held by nobody
    }
  }

  private final class MemoryLogs implements StepLogs {
    private final Map<String, ByteArrayOutputStream> logs = new ConcurrentHashMap<>();

    @Override
    public Writer writer(String step) {
      ByteArrayOutputStream log = logs.computeIfAbsent(step, name -> new ByteArrayOutputStream());
      return new Writer() {
        @Override
        public void write(LogStream stream, byte[] bytes, int offset, int length) {
          log.writeBytes(LogFrames.frame(stream, time.now().toEpochMilli(), bytes, offset, length));
        }

        @Override
        public void close() {
          // nothing is open
        }
      };
    }

    @Override
    public InputStream read(String step) {
      return new LogFrames.Bytes(frames(step), null);
    }

    @Override
    public InputStream read(String step, LogStream stream) {
      return new LogFrames.Bytes(frames(step), stream);
    }

    @Override
    public Stream<LogLine> lines(String step) {
      return StreamSupport.stream(new LogLines(frames(step)), false);
    }

    private LogFrames.Reader frames(String step) {
      return new LogFrames.Reader(new LogFrames.Source() {
        private int position;

        @Override
        public int read(byte[] target, int offset, int length) {
          ByteArrayOutputStream log = logs.get(step);
          byte[] all = log == null ? new byte[0] : log.toByteArray();
          int count = Math.min(length, all.length - position);
          System.arraycopy(all, position, target, offset, count);
          position += count;
          return count == 0 ? -1 : count;
        }

        @Override
        public void close() {
          // memory is not open
        }
      });
    }
  }
}
