package dev.slipway.deploy.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A web application as a jar, made on the spot. Its behaviour is a word in the jar. */
public final class TinyApp {
  private static final String SOURCE = """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;
      import java.util.concurrent.Executors;

      public class TinyApp {
        public static void main(String[] args) throws Exception {
          String mode = new String(TinyApp.class.getResourceAsStream("/mode").readAllBytes());
          System.out.println("mode " + mode);
          if (mode.equals("crash")) {
            System.out.println("cannot find the database");
            System.exit(3);
          }
          if (mode.equals("deaf")) {
            Thread.sleep(600_000);
          }
          String greeting = System.getenv().getOrDefault("GREETING", "hello");
          InetSocketAddress at =
              new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT")));
          HttpServer server = HttpServer.create(at, 0);
          server.setExecutor(Executors.newFixedThreadPool(32));
          server.createContext("/", e -> {
            try (e) {
              long length = e.getRequestBody().readAllBytes().length;
              boolean forwarded = e.getRequestHeaders().containsKey("X-Forwarded-For");
              boolean bad = mode.equals("bad") || (mode.equals("bad in traffic") && forwarded);
              String path = e.getRequestURI().getPath();
              if (path.equals("/work")) {
                Thread.sleep(15);
              } else if (path.equals("/long")) {
                e.sendResponseHeaders(200, 0);
                e.getResponseBody().write('<');
                e.getResponseBody().flush();
                Thread.sleep(1000);
                e.getResponseBody().write(greeting.getBytes());
                return;
              }
              String body = path.equals("/env")
                  ? String.join(",", new java.util.TreeSet<>(System.getenv().keySet()))
                  : greeting + (length == 0 ? "" : " " + length);
              byte[] bytes = body.getBytes();
              // bad answers tell themselves apart from what goes wrong on the way
              e.sendResponseHeaders(bad && path.equals("/health") ? 500 : 200, bytes.length);
              e.getResponseBody().write(bytes);
            } catch (InterruptedException interrupted) {
              Thread.currentThread().interrupt();
            }
          });
          server.start();
        }
      }
      """;

  private TinyApp() {}

  /** Makes a jar of the application that behaves as the mode says: good, bad, bad in traffic, crash or deaf. */
  public static Path jar(Path directory, String mode) throws IOException {
    Path classes = directory.resolve("classes");
    if (!Files.exists(classes)) {
      compile(directory, classes);
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "TinyApp");
    Path jar = directory.resolve(mode.replace(' ', '-') + ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.list(classes)) {
      out.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest.write(out);
      for (Path each : all.sorted().toList()) {
        out.putNextEntry(entry(each.getFileName().toString()));
        Files.copy(each, out);
      }
      out.putNextEntry(entry("mode"));
      out.write(mode.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  /** The same application is to be the same bytes, whenever it is made. */
  private static JarEntry entry(String name) {
    JarEntry entry = new JarEntry(name);
    entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
    return entry;
  }

  /** Returns the command that runs the jar with as little delay as possible. */
  public static String[] command() {
    return new String[] {
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "-Xmx64m",
      "-Dsun.net.httpserver.nodelay=true",
      "-jar",
      "{artifact}"
    };
  }

  private static void compile(Path directory, Path classes) throws IOException {
    Path source = directory.resolve("TinyApp.java");
    Files.writeString(source, SOURCE);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options = List.of("-d", classes.toString(), "-proc:none", "--release", "17");
      if (!compiler
          .getTask(null, files, null, options, null, files.getJavaFileObjects(source))
          .call()) {
        throw new IOException("the application does not compile");
      }
    }
  }
}
