package dev.slipway.cache;

import java.util.Optional;

/** Keeps nothing. */
enum NoCaches implements CacheStore {
  INSTANCE;

  @Override
  public Optional<Kept> find(Shelf shelf, String key) {
    return Optional.empty();
  }

  @Override
  public Optional<Kept> newest(Shelf shelf) {
    return Optional.empty();
  }

  @Override
  public long keep(Shelf shelf, String key, Content content) {
    return 0;
  }

  @Override
  public void drop(Kept entry) {
    // there are none
  }

  @Override
  public String fingerprint(String text) {
    return "";
  }
}
