package dev.slipway.testing;

/** A check and what it is for. */
record NamedCheck(String name, Body body) {
  /** What a check does on its bench. */
  interface Body {
    void run(ContractBench bench) throws Exception;
  }
}
