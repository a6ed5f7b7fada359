package dev.slipway.git;

import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;

/** Commits a link to a commit of another repository. */
final class Submodules {
  private Submodules() {}

  static void add(TestRepository repository, String path, String commit) throws Exception {
    repository.commit("modules");
    DirCache index = repository.repository().lockDirCache();
    DirCacheBuilder builder = index.builder();
    builder.keep(0, index.getEntryCount());
    DirCacheEntry link = new DirCacheEntry(path);
    link.setFileMode(FileMode.GITLINK);
    link.setObjectId(ObjectId.fromString(commit));
    builder.add(link);
    builder.finish();
    index.write();
    if (!index.commit()) {
      throw new IllegalStateException("the index could not be written");
    }
    repository.commitIndex("link");
  }
}
