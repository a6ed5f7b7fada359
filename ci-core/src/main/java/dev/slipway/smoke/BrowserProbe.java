package dev.slipway.smoke;

import dev.slipway.browser.Browser;
import dev.slipway.browser.Page;
import dev.slipway.smoke.Finding.Mismatch;
import dev.slipway.time.Time;
import java.net.URI;
import java.util.List;

/** Opens pages in a browser. */
record BrowserProbe(URI base, String connectTo, Time time) {
  Finding open(Check.BrowserPage check) throws InterruptedException {
    Page page = new Page(
        HttpProbe.join(base, check.path()),
        connectTo,
        check.elements(),
        check.sandboxed(),
        check.limit());
    List<Mismatch> mismatches = Browser.visit(page, time).stream()
        .map(fault -> new Mismatch(fault.what(), fault.expected(), Words.quote(fault.found())))
        .toList();
    return mismatches.isEmpty() ? new Finding.AsExpected() : new Finding.WrongAnswer(mismatches);
  }
}
