package dev.slipway.config;

import static dev.slipway.config.ContainerShapes.some;
import static dev.slipway.config.Shapes.text;
import static dev.slipway.config.Shapes.word;

import dev.slipway.model.Image;
import dev.slipway.model.PullPolicy;

/** How images are written. */
final class ImageShape {
  private static final Table<Image.Login, Image.Login> LOGIN = Table.of(
      "a login",
      "What a registry is logged in to with.",
      Key.<Image.Login, Image.Login, String, String>of(
              "user",
              "The name of the user.",
              text(),
              (login, user) -> new Image.Login(user, login.password()),
              Image.Login::user)
          .must(),
      Key.<Image.Login, Image.Login, String, String>of(
              "password",
              "The name of the secret that holds the password or token.",
              text(),
              (login, secret) -> new Image.Login(login.user(), secret),
              Image.Login::password)
          .must());

  private static final Table<Image, Image> IMAGE_TABLE = Table.of(
      "an image",
      "A container image: by its name, or the one that a step makes.",
      Key.of("name", "The name of the image.", text(), Image::named, image -> some(image.name())),
      Key.of(
          "step",
          "The step that makes the image.",
          text(),
          (image, step) ->
              new Image(image.name(), image.pull(), image.platform(), image.login(), step),
          image -> some(image.step())),
      Key.of(
          "pull",
          "When it is fetched; if-missing without it.",
          word(PullPolicy.class),
          Image::pull,
          image -> image.pull() == PullPolicy.IF_MISSING ? null : image.pull()),
      Key.of(
          "platform",
          "The platform, such as linux/arm64.",
          text(),
          Image::platform,
          image -> some(image.platform())),
      Key.of(
          "login",
          "The login to its registry.",
          Shapes.of(LOGIN, new Image.Login("", "")),
          (image, login) -> image.login(login.user(), login.password()),
          Image::login));

  /** An image by its name, or with more to say. */
  static final Shape<Image, Image> IMAGE = new Shapes.ShortOrLong<>(
      text(), Image::of, image -> some(image.name()), Shapes.of(IMAGE_TABLE, Image.of("")));

  private ImageShape() {}
}
