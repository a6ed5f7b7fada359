/** The tests of the sample; they end with an exception where something is wrong. */
public class ShopTest {
  public static void main(String[] args) {
    check(Shop.price(0) == 0, "nothing costs nothing");
    check(Shop.price(3) == 36, "three teapots cost 36");
    System.out.println("2 tests passed");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
