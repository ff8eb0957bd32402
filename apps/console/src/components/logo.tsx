import icon from '../icon.svg';

export function Logo() {
  return (
    <span className="logo">
      <img src={icon} alt="" width="28" height="28" />
      goim <span className="logo-name">console</span>
    </span>
  );
}
