package dev.slipway.deploy.ssh;

import dev.slipway.deploy.release.Release;
import java.time.Duration;
import java.util.List;

/**
 * The scripts that are run on a server, for a POSIX shell with the tools of GNU or of busybox. Below the directory of releases there are, as Capistrano has it, {@code
 * releases/N}, {@code shared}, {@code current} and {@code revisions.log}; and in {@code .slipway} the lock, the highest fencing token, the content of files by digest, and
 * what is known of each release.
 */
final class Scripts {
  /** The exit code when a higher fencing token was seen, which follows {@code highest}. */
  static final int STALE = 90;

  /** The exit code when a release is not in place. */
  static final int ABSENT = 91;

  /** The exit code when the command of the user has failed. */
  static final int COMMAND_FAILED = 92;

  /** The exit code when a release is served. */
  static final int SERVED = 93;

  /** The exit code when content is not what it should be. */
  static final int DAMAGED = 94;

  private final String root;
  private final List<String> shared;
  private final long limit;

  /**
   * Makes them.
   *
   * @param limit how long the caller waits for a command of the user
   */
  Scripts(String root, List<String> shared, Duration limit) {
    this.root = root;
    this.shared = List.copyOf(shared);
    this.limit = limit.toSeconds() + 2;
  }

  /** Returns what runs a command of the user, and ends it after nobody waits for it any more: it would keep the lock. */
  private String limited(String command) {
    return "$(! timeout -k 1 5 true 2>/dev/null || echo timeout -k 1 " + limit + ") sh -c "
        + Shell.quote(command.isBlank() ? ":" : command);
  }

  /** Returns a script that goes to the directory and tells what is there. */
  String state() {
    return """
        set -eu
        cd %s 2>/dev/null || exit 0
        [ ! -L current ] || echo "serving $(basename "$(readlink current)")"
        [ ! -f .slipway/changing ] || echo "changing $(cat .slipway/changing)"
        for file in .slipway/releases/*.json; do
          number=$(basename "$file" .json)
          [ ! -d "releases/$number" ] || echo "kept $number"
        done
        """.formatted(Shell.quote(root));
  }

  /** Returns a script that does something unless a higher fencing token was seen, while no other one does. By {@code guard} it takes the lock again after it has let it go. */
  private String fenced(long token, String what) {
    return """
        set -eu
        mkdir -p %1$s
        cd %1$s
        mkdir -p releases shared .slipway/blobs .slipway/releases
        guard() {
          exec 9>.slipway/lock
          flock 9
          highest=$(cat .slipway/fence 2>/dev/null || echo 0)
          if [ %2$d -lt "$highest" ]; then echo "highest $highest"; exit %3$d; fi
          if [ %2$d -gt "$highest" ]; then
            echo %2$d >.slipway/fence.new
            mv -f .slipway/fence.new .slipway/fence
          fi
        }
        guard
        """.formatted(Shell.quote(root), token, STALE) + what;
  }

  /** Returns a script that takes note of a fencing token. */
  String claim(long token) {
    return fenced(token, "");
  }

  /** Returns a script that prints a release as it was written when it was put in place, after {@code release}. */
  String placed(long token, int number) {
    return fenced(token, """
        if [ -d releases/%1$d ] && [ -f .slipway/releases/%1$d.json ]; then
          printf 'release %%s\\n' "$(cat .slipway/releases/%1$d.json)"
        fi
        """.formatted(number));
  }

  /** Returns a script that reads names of content and prints those that are missing, each after {@code missing}. */
  String missing(long token) {
    return fenced(token, """
        while read -r name; do
          [ -f ".slipway/blobs/$name" ] || echo "missing $name"
        done
        """);
  }

  /**
   * Returns a script that reads an archive of content, each called by its digest, and {@code .x} behind it if it can be executed. Nobody waits for the lock meanwhile, as nothing is changed by what is only kept.
   */
  String upload(long token) {
    return fenced(token, """
        umask 022
        in=.slipway/blobs/incoming-%1$d
        rm -rf .slipway/blobs/incoming*
        trap 'rm -rf "$in" "$in.sums" "$in.probe"' EXIT
        mkdir "$in"
        exec 9>&-
        # of a full disk tar may say no more than that it wrote less than it wanted to
        tar -x -o -m -f - -C "$in" || { code=$?; head -c 65536 /dev/zero >"$in.probe" || :; exit $code; }
        (cd "$in" && find . -type f -exec sha256sum {} +) >"$in.sums"
        while read -r sum name; do
          case ${name#*./} in "$sum" | "$sum.x") ;; *) exit %2$d ;; esac
        done <"$in.sums"
        guard
        find "$in" -type f -exec sh -c 'mv -f "$@" .slipway/blobs/' sh {} +
        """.formatted(token, DAMAGED));
  }

  /** The directory of what a release is made of, in the archive that {@link #place} reads. */
  static final String INCOMING = "incoming/";

  /** The files of the release below {@link #INCOMING}, as links to content. */
  static final String TREE = INCOMING + "tree/";

  /**
   * Returns a script that puts a release in place under another name first, so that one that is there is whole. It reads an archive with the files of the release as links to content, {@code release.json},
   * the content that it has in {@code files}, a line each, and its configuration in {@code env}. Links are made by one program for all files, and so are the copies of them, which an application may write into.
   */
  String place(long token, Release release) {
    return fenced(
        token, """
        umask 022
        top=$PWD
        new=releases/.%1$d.new
        in=.slipway/blobs/incoming
        rm -rf "$new" .slipway/blobs/incoming*
        trap 'rm -rf "$in" "$new"' EXIT
        mkdir -m 700 "$in"
        mkdir "$in/tree"
        tar -x -o -m -f - -C .slipway/blobs
        cp -R "$in/tree" "$new"
        [ ! -f "$in/env" ] || mv "$in/env" "$new/.env"
        printf '%%s\\n' %2$s >"$new/REVISION"
        for path in %3$s; do
          mkdir -p "shared/$path"
          rm -rf "$new/$path"
          case $path in */*) mkdir -p "$new/${path%%/*}" ;; esac
          ln -s "$top/shared/$path" "$new/$path"
        done
        mv -f "$in/files" .slipway/releases/%1$d.files
        rm -rf releases/%1$d
        mv "$new" releases/%1$d
        mv -f "$in/release.json" .slipway/releases/%1$d.json.new
        mv -f .slipway/releases/%1$d.json.new .slipway/releases/%1$d.json
        """.formatted(release.number(), Shell.quote(release.commit()), Shell.quote(shared)));
  }

  /** Returns a script that serves a release: the link is changed at one moment, then the command of the user runs. */
  String serve(long token, Release release, String restart) {
    return fenced(token, """
        if [ ! -d releases/%1$d ] || [ ! -f .slipway/releases/%1$d.json ]; then exit %2$d; fi
        echo %1$d >.slipway/changing
        rm -f current.new
        ln -s releases/%1$d current.new
        mv -f -T current.new current
        echo "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ) release %1$d (commit "%3$s") is served" >>revisions.log
        (cd current && RELEASE=%1$d \\
          %4$s 9>&- </dev/null) || exit %5$d
        rm -f .slipway/changing
        """.formatted(
        release.number(), ABSENT, Shell.quote(release.commit()), limited(restart), COMMAND_FAILED));
  }

  /** Returns a script that tells whether what is served works. */
  String health(String command) {
    return """
        set -eu
        cd %s/current
        %s </dev/null
        """.formatted(Shell.quote(root), limited(command));
  }

  /** Returns a script after which a release is not served. */
  String retire(long token, int number, String stop) {
    return fenced(token, """
        [ -L current ] && [ "$(basename "$(readlink current)")" = %1$d ] || exit 0
        (cd current && RELEASE=%1$d \\
          %2$s 9>&- </dev/null) || exit %3$d
        rm -f current .slipway/changing
        echo "$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ) release %1$d is not served any more" >>revisions.log
        """.formatted(number, limited(stop), COMMAND_FAILED));
  }

  /** Returns a script that deletes a release, and the content that no other one has. */
  String remove(long token, int number) {
    return fenced(token, """
        if [ -L current ] && [ "$(basename "$(readlink current)")" = %1$d ]; then exit %2$d; fi
        rm -rf releases/%1$d releases/.%1$d.new
        rm -f .slipway/releases/%1$d.json .slipway/releases/%1$d.files
        # to the grep of busybox, no pattern is one that fits all
        (echo none; cat .slipway/releases/*.files 2>/dev/null || :) | cut -d ' ' -f 1 | sort -u >.slipway/used
        ls .slipway/blobs | grep -v -x -F -f .slipway/used | (cd .slipway/blobs && xargs rm -rf)
        rm -f .slipway/used
        """.formatted(number, SERVED));
  }
}
