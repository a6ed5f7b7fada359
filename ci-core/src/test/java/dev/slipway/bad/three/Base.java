package dev.slipway.bad.three;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

abstract class Base {
  public Logger logger() {
    return LoggerFactory.getLogger(Base.class);
  }
}
